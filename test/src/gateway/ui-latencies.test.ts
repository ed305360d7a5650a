import t from 'tap'
import { latencies } from '../../../src/gateway/ui-latencies.ts'

const near = (actual: number | null, wantedMs: number): boolean => actual !== null && Math.abs(actual - wantedMs) / wantedMs < 0.06

t.test('latencies() tells percentiles to about 5 %', async t => {
  const took = latencies()
  t.equal(took.percentile(0.5), null)
  for (let ms = 1; ms <= 1_000; ms++) took.add(ms)
  for (const [part, ms] of [[0.5, 500], [0.95, 950], [0.99, 990], [1, 1_000]] as const) t.ok(near(took.percentile(part), ms), `${part}: ${took.percentile(part)}`)
})

t.test('latencies() takes what is shorter or longer than it can tell apart', async t => {
  const took = latencies()
  took.add(0)
  t.ok((took.percentile(1) ?? 1) < 0.06)
  took.add(1e9)
  t.ok((took.percentile(1) ?? 0) > 100_000)
})

t.test('latencies() merges others', async t => {
  const [one, other] = [latencies(), latencies()]
  one.add(1)
  other.add(100)
  other.add(100)
  one.merge(other)
  t.ok(near(one.percentile(0.5), 100))
  t.ok(near(one.percentile(0.3), 1))
})
