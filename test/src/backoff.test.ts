import t from 'tap'
import { backoff } from '../../src/backoff.ts'

t.test('backoff() doubles up to the longest wait and starts anew after a steady run', async t => {
  const waitMsAfter = backoff({ firstMs: 500, longestMs: 10_000, steadyMs: 10_000 })
  const waits = [0, 10, 20, 9_999, 0, 0, 0].map(ranMs => waitMsAfter(ranMs))
  t.same(waits, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
  t.same([10_000, 0].map(ranMs => waitMsAfter(ranMs)), [500, 1_000])
})
