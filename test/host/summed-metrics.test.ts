import { Registry } from 'prom-client'
import t from 'tap'
import { metrics } from '../../template/lua-ts/host/metrics.ts'
import { processRegistry, summedMetrics } from '../../template/lua-ts/host/summed-metrics.ts'
import type { Snapshot } from '../../template/lua-ts/host/summed-metrics.ts'

/** A worker's metrics after `calls` calls, as they arrive in another process. */
const snapshotAfter = async (calls: number): Promise<Snapshot> => {
  const counts = metrics({ memoryBytes: () => 100 })
  for (let call = 0; call < calls; call++) {
    counts.started()
    counts.finished('GET', 200, 0.02)
    counts.handled(0.002)
  }
  counts.started()
  counts.failed('HandlerError')
  counts.loaded(calls, 'fengari', '5.3')
  return structuredClone(await (await counts.registry()).getMetricsAsJSON()) as unknown as Snapshot
}

t.test('summedMetrics() adds counters, histograms and gauges, and keeps what is the same for all', async (t) => {
  const sums = summedMetrics()
  sums.update(1, await snapshotAfter(2))
  sums.update(2, await snapshotAfter(3))
  sums.update(2, await snapshotAfter(4))
  const text = await sums.page(processRegistry())
  for (const line of [
    'http_requests_total{code="200",method="get"} 6',
    'http_request_duration_seconds_bucket{code="200",method="get",le="0.01"} 0',
    'http_request_duration_seconds_bucket{code="200",method="get",le="0.025"} 6',
    'http_request_duration_seconds_bucket{code="200",method="get",le="+Inf"} 6',
    'http_request_duration_seconds_count{code="200",method="get"} 6',
    'http_requests_in_flight 2',
    'lua_handler_seconds_count 6',
    'lua_errors_total{kind="HandlerError"} 2',
    'lua_memory_bytes 200',
    'lua_load_seconds 4',
    'lua_engine_info{engine="fengari",version="5.3"} 1',
  ]) {
    t.ok(text.split('\n').includes(line), line)
  }
  t.match(text, /^nodejs_version_info\{.*\} 1$/m)
  t.match(text, /^process_start_time_seconds \d+$/m)
  t.equal(text.match(/^# TYPE /gm)?.length, new Set(text.match(/^# TYPE \S+/gm)).size, 'each metric stands there once')
  t.notMatch(text, / Nan$/m)
})

t.test('summedMetrics() adds the memory of this process to that of the others', async (t) => {
  const sums = summedMetrics()
  const own = processRegistry()
  const bytesOf = (text: string) => Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1])
  const alone = bytesOf(await sums.page(own))
  sums.update(1, await snapshotAfter(1))
  t.ok(bytesOf(await sums.page(own)) > alone * 1.5)
})

t.test('summedMetrics() keeps what was counted by one that is gone, and drops its gauges', async (t) => {
  const sums = summedMetrics()
  sums.update(1, await snapshotAfter(2))
  sums.update(2, await snapshotAfter(3))
  sums.retire(1)
  sums.retire(7)
  sums.update(3, await snapshotAfter(10))
  sums.retire(3)
  const text = await sums.page(new Registry())
  t.match(text, /^http_requests_total\{code="200",method="get"\} 15$/m)
  t.match(text, /^http_request_duration_seconds_bucket\{.*le="0.025"\} 15$/m)
  t.match(text, /^http_requests_in_flight 1$/m)
  t.match(text, /^lua_memory_bytes 100$/m)
})
