import t from 'tap'
import { callCounts } from '../../../src/gateway/ui-call-counts.ts'

t.test('callCounts() counts in all and by period', async t => {
  const counts = callCounts()
  counts.inFlight += 3
  counts.ended(5, false)
  counts.ended(5, true)
  t.match(counts, { calls: 2, failed: 1, inFlight: 1 })
  t.match(counts.take(), { requests: 2, failures: 1 })
  counts.ended(5, false)
  const period = counts.take()
  t.match(period, { requests: 1, failures: 0 })
  t.type(period.latencies.percentile(0.5), 'number')
  t.equal(counts.take().latencies.percentile(0.5), null)
  t.match(counts, { calls: 3, failed: 1, inFlight: 0 })
})
