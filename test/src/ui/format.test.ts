import t from 'tap'
import { formatBytes, formatCount, formatMs, formatNumber, formatTime } from '../../../src/ui/format.js'

t.test('formatNumber() shows three digits, and more before the point', async t => {
  const shown = [[0, '0'], [0.254, '0.25'], [9.96, '10.0'], [12.34, '12.3'], [99.6, '100'], [1204.4, '1,204'], [null, '–'], [undefined, '–']] as const
  for (const [value, text] of shown) t.equal(formatNumber(value), text)
})

t.test('formatMs() goes over to seconds', async t => {
  const shown = [[0.421, '0.42 ms'], [12.49, '12.5 ms'], [999.4, '999 ms'], [999.6, '1.00 s'], [61_000, '61 s'], [null, '–']] as const
  for (const [ms, text] of shown) t.equal(formatMs(ms), text)
})

t.test('formatBytes() chooses the unit', async t => {
  const shown = [[0, '0 bytes'], [1, '1 byte'], [1023, '1,023 bytes'], [1024, '1 KiB'], [16 * 2 ** 20, '16 MiB'], [1.5 * 2 ** 30, '1.50 GiB'], [2 ** 50, '1,048,576 GiB'], [null, '–']] as const
  for (const [bytes, text] of shown) t.equal(formatBytes(bytes), text)
})

t.test('formatCount() and formatTime() read as people write', async t => {
  t.equal(formatCount(1, 'piece'), '1 piece')
  t.equal(formatCount(2_000, 'piece'), '2,000 pieces')
  t.equal(formatTime(new Date(2026, 0, 2, 3, 4, 5).getTime()), '03:04:05')
})
