import t from 'tap'
import type { Sample } from '../../bench/measure.ts'
import { median, ratioOf, spread, summarize } from '../../bench/summary.ts'

const sample = (round: number, subject: string, requestsPerSecond: number, more: Partial<Sample> = {}): Sample => ({
  round,
  workload: 'hello',
  subject,
  requestsPerSecond,
  requests: requestsPerSecond,
  p50Ms: round,
  p99Ms: 10 * round,
  failures: 0,
  cpuMicrosPerRequest: 20,
  ...more,
})

// The second round met a busy machine: the rates fell, their ratio did not.
const samples = [
  sample(1, 'bare', 1000),
  sample(1, 'other', 500),
  sample(2, 'bare', 100),
  sample(2, 'other', 60),
  sample(3, 'bare', 1000),
  sample(3, 'other', 400),
]

t.test('median() is the middle value, or the mean of the two middle ones', async (t) => {
  t.equal(median([3, 1, 2]), 2)
  t.equal(median([10, 2, 1, 3]), 2.5)
  t.equal(median([100, 20, 3]), 20)
})

t.test('spread() keeps the ends', async (t) => {
  t.strictSame(spread([4, 9, 1]), { median: 4, min: 1, max: 9 })
})

t.test('ratioOf() compares within a round', async (t) => {
  t.strictSame(ratioOf(samples, 'hello', 'other', 'bare'), { median: 0.5, min: 0.4, max: 0.6 })
  t.ok(Number.isNaN(ratioOf(samples, 'hello', 'other', 'nobody').median))
})

t.test('summarize() gives one row per subject with medians of its rounds', async (t) => {
  const rows = summarize(samples)
  t.strictSame(rows.map(({ subject }) => subject), ['bare', 'other'])
  t.match(rows[1], { requestsPerSecond: 400, ratio: { median: 0.5 }, p50Ms: 2, p99Ms: 20, cpuMicrosPerRequest: 20 })
})

t.test('summarize() keeps workloads apart', async (t) => {
  const json = [sample(1, 'bare', 50, { workload: 'json' }), sample(1, 'other', 10, { workload: 'json' })]
  const rows = summarize([sample(1, 'bare', 1000), sample(1, 'other', 500), ...json])
  t.strictSame(rows.map(({ workload, ratio }) => [workload, ratio.median]), [['hello', 1], ['hello', 0.5], ['json', 1], ['json', 0.2]])
})

t.test('summarize() leaves out the processor time when a round has none', async (t) => {
  const [row] = summarize([sample(1, 'bare', 10), sample(2, 'bare', 10, { cpuMicrosPerRequest: undefined })])
  t.equal(row?.cpuMicrosPerRequest, undefined)
})
