import t from 'tap'
import type { Figures } from '../../../src/ui/feed-types.ts'
import { charts, columnsOf } from '../../../src/ui/series.js'

const figures = (requests: number): Figures => ({ requests, failures: 0, p50Ms: 1, p95Ms: null, p99Ms: 3, inFlight: 0, luaBytes: null, lagMs: 0 })
const chart = (title: string) => {
  const found = charts.find(known => known.title === title)
  if (found === undefined) throw new Error(`No chart "${title}"`)
  return found
}

t.test('columnsOf() gives a column of times and one for each line', async t => {
  const samples = [{ timeMs: 1_000, figures: { hello: figures(5) } }, { timeMs: 2_000, figures: { other: figures(7) } }]
  t.same(columnsOf(chart('Requests/s'), samples, 'hello'), [[1, 2], [5, null], [0, null]])
  t.same(columnsOf(chart('Latency'), samples, 'other'), [[1, 2], [null, 1], [null, null], [null, 3]])
  t.same(columnsOf(chart('In flight'), [], ''), [[], []])
})

t.test('columnsOf() breaks the line where nothing was measured', async t => {
  const samples = [1_000, 2_000, 60_000].map(timeMs => ({ timeMs, figures: { '': figures(timeMs) } }))
  t.same(columnsOf(chart('Requests/s'), samples, ''), [[1, 2, 2.001, 60], [1_000, 2_000, null, 60_000], [0, 0, null, 0]])
})
