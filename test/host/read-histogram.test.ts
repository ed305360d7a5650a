import { Histogram, Registry } from 'prom-client'
import t from 'tap'

import { callCounts } from '../../template/lua-ts/host/call-counts.ts'
import { ReadHistogram } from '../../template/lua-ts/host/read-histogram.ts'

const buckets = [0.005, 0.1, 2.5]
const common = { name: 'x_seconds', help: 'Seconds.', labelNames: ['code', 'method'] as const, buckets }

const both = (calls: readonly (readonly [string, number, number])[]): readonly [theirs: Registry, ours: Registry] => {
  const theirs = new Registry()
  const ours = new Registry()
  const theirHistogram = new Histogram({ ...common, registers: [theirs] })
  const counts = callCounts(buckets)
  for (const [method, code, seconds] of calls) {
    theirHistogram.observe({ code: String(code), method: method.toLowerCase() }, seconds)
    counts.add(method, code, seconds)
  }
  const read = () =>
    counts.series().map(({ code, method, count, sumSeconds, buckets: filled }) => ({
      labels: { code, method },
      count,
      sum: sumSeconds,
      buckets: filled,
    }))
  new ReadHistogram({ ...common, registers: [ours], read })
  return [theirs, ours]
}

const calls = [
  ['GET', 200, 0.001],
  ['GET', 200, 0.005],
  ['GET', 200, 0.05],
  ['GET', 200, 30],
  ['POST', 504, 2.5],
] as const

t.test('ReadHistogram writes what a Histogram with the same observations writes', async (t) => {
  const [theirs, ours] = both(calls)
  // prom-client has `le` first, Go's library and this last; the order of labels means nothing to Prometheus.
  const sorted = (await theirs.metrics()).replaceAll(/\{(le="[^"]*"),([^}]*)\}/g, '{$2,$1}')
  t.equal(await ours.metrics(), sorted)
  t.match(sorted, 'x_seconds_bucket{code="200",method="get",le="+Inf"} 4\n')
})

t.test('ReadHistogram gives the JSON that a Histogram gives', async (t) => {
  const [theirs, ours] = both(calls)
  const plain = async (registry: Registry): Promise<unknown> =>
    JSON.parse(JSON.stringify(await registry.getMetricsAsJSON(), (key, value: unknown) => (key === 'exemplar' ? undefined : value)))
  t.same(await plain(ours), await plain(theirs))
})

t.test('ReadHistogram reads its numbers each time it is asked', async (t) => {
  const registry = new Registry()
  let count = 0
  const read = () => [{ labels: {}, count: ++count, sum: 0, buckets: [count] }]
  new ReadHistogram({ name: 'y_seconds', help: 'y', buckets: [1], registers: [registry], read })
  t.match(await registry.metrics(), 'y_seconds_count 1\n')
  t.match(await registry.metrics(), 'y_seconds_count 2\n')
})

t.test('ReadHistogram writes only its head when nothing was counted', async (t) => {
  const [, ours] = both([])
  t.equal(await ours.metrics(), '# HELP x_seconds Seconds.\n# TYPE x_seconds histogram\n')
})
