import t from 'tap'

import { parseSize } from '../../template/lua-ts/host/size.ts'

t.test('parseSize() reads bytes, binary and decimal units', async (t) => {
  const vectors = {
    '0': 0,
    '1048576': 1048576,
    '512Ki': 524288,
    '64Mi': 67108864,
    '64MiB': 67108864,
    '1Gi': 1073741824,
    '1.5Gi': 1610612736,
    '10MB': 10_000_000,
    '10M': 10_000_000,
    '10k': 10_000,
    '10kB': 10_000,
    '1G': 1_000_000_000,
    '1T': 1e12,
    '2B': 2,
  }
  for (const [text, bytes] of Object.entries(vectors)) t.equal(parseSize(text), bytes, text)
})

t.test('parseSize() throws what it expected when the text is no size', async (t) => {
  for (const text of ['', 'big', '64 Mi', '-1', '10m', '64mi', 'Mi', '1e6', '1ki', '.5M']) {
    t.throws(
      () => parseSize(text),
      {
        name: 'RangeError',
        message: `Cannot parse size ${JSON.stringify(text)}: expected bytes such as "1048576", "64Mi" or "10MB"`,
      },
      JSON.stringify(text),
    )
  }
})

t.test('parseSize() throws when the size can not be counted exactly', async (t) => {
  t.throws(() => parseSize('8192Ti'), { message: 'Size must be under 8192Ti, got "8192Ti"' })
})
