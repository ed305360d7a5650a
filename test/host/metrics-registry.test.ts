import t from 'tap'

import { luaCounts } from '../../template/lua-ts/host/lua-counts.ts'
import { metricsRegistry } from '../../template/lua-ts/host/metrics-registry.ts'

t.test('metricsRegistry() reads its numbers at each scrape', async (t) => {
  const calls = { bounds: [1], series: () => [{ code: '200', method: 'get', count: 2, sumSeconds: 3, buckets: [1, 1] }], inFlight: 0 }
  const { counter, numbers } = luaCounts()
  let memoryBytes = 1024
  const registry = metricsRegistry({ calls, lua: numbers, memoryBytes: () => memoryBytes })
  const before = await registry.metrics()
  for (const line of ['http_requests_total{code="200",method="get"} 2', 'http_requests_in_flight 0', 'lua_slices_total 0', 'lua_memory_bytes 1024']) {
    t.match(before, `\n${line}\n`)
  }
  calls.inFlight = 1
  counter.sliced()
  memoryBytes = 2048
  const after = await registry.metrics()
  for (const line of ['http_requests_in_flight 1', 'lua_slices_total 1', 'lua_memory_bytes 2048']) t.match(after, `\n${line}\n`)
  t.match(after, /^process_cpu_seconds_total \d/m, 'and those of the process')
})
