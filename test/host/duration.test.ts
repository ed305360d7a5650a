import t from 'tap'

import { parseDuration } from '../../template/lua-ts/host/duration.ts'

t.test('parseDuration() counts seconds when the text is a bare number', async (t) => {
  t.equal(parseDuration('90'), 90_000)
  t.equal(parseDuration('+5'), 5000)
  t.equal(parseDuration('0'), 0)
  t.equal(parseDuration('-0'), 0)
})

t.test('parseDuration() reads Go durations', async (t) => {
  const vectors = {
    '10s': 10_000,
    '1m30s': 90_000,
    '1.5h': 5_400_000,
    '300ms': 300,
    '100us': 0.1,
    '100\u00b5s': 0.1,
    '100\u03bcs': 0.1,
    '5ns': 0.000005,
    '1h2m': 3_720_000,
    '.5s': 500,
    '1.s': 1000,
    '1.1s': 1100,
    '+2s': 2000,
    '0s': 0,
    '-0s': 0,
  }
  for (const [text, ms] of Object.entries(vectors)) t.equal(parseDuration(text), ms, text)
})

t.test('parseDuration() throws what it expected when the text is neither', async (t) => {
  for (const text of ['', 'abc', '10 s', ' 10', '5S', '1d', '.s', 's', '1e3', '1m30', '1.5', '0x10', '5s\n', '--5s']) {
    t.throws(
      () => parseDuration(text),
      {
        name: 'RangeError',
        message: `Cannot parse duration ${JSON.stringify(text)}: expected a number of seconds or a Go duration such as "1m30s"`,
      },
      JSON.stringify(text),
    )
  }
})

t.test('parseDuration() throws when the duration is negative', async (t) => {
  t.throws(() => parseDuration('-5'), { message: 'Duration must not be negative, got "-5"' })
  t.throws(() => parseDuration('-5s'), { message: 'Duration must not be negative, got "-5s"' })
})

t.test('parseDuration() throws when Go could not hold the duration', async (t) => {
  t.throws(() => parseDuration('2562048h'), { message: 'Duration must be under 292 years, got "2562048h"' })
  t.throws(() => parseDuration('9'.repeat(400)), { message: /^Duration must be under 292 years/ })
  t.equal(parseDuration('2562047h'), 2562047 * 3_600_000)
})
