import t from 'tap'
import { parseDuration } from '../../template/lua-ts/host/duration.ts'
import { formatDuration } from '../../template/lua-ts/host/format-duration.ts'

// What Go's Duration.String gives.
const golden: readonly (readonly [number, string])[] = [
  [0, '0s'],
  [0.0005, '500ns'],
  [0.1, '100µs'],
  [1.5, '1.5ms'],
  [300, '300ms'],
  [1000, '1s'],
  [1500, '1.5s'],
  [59_999, '59.999s'],
  [60_000, '1m0s'],
  [90_000, '1m30s'],
  [3_600_000, '1h0m0s'],
  [5_400_500, '1h30m0.5s'],
]

for (const [ms, text] of golden) {
  t.test(`formatDuration() writes ${ms} ms as ${text}`, async (t) => {
    t.equal(formatDuration(ms), text)
    t.equal(parseDuration(text), ms, 'and parseDuration() reads it back')
  })
}
