import t from 'tap'
import type { FunctionPool } from '../../../src/functions/function-pool.ts'
import { callCounts } from '../../../src/gateway/ui-call-counts.ts'
import { sampler } from '../../../src/gateway/ui-sampler.ts'
import type { Tick } from '../../../src/ui/feed-types.ts'
import { listening } from '../fixtures/listening.ts'
import { stackFunction } from '../fixtures/stand-in-program.ts'
import { until } from '../fixtures/until.ts'

const pool = (name: string, wanted: number, available: number, ports: number[] = []) =>
  ({ name, fn: stackFunction(name, { environment: name === 'wasm' ? { lua_engine: 'wasm' } : {} }), replicas: () => wanted, available: () => available, metricsPorts: () => ports }) as unknown as FunctionPool

t.test('sampler() measures each function, and all together, while somebody follows', async t => {
  let scrapes = 0
  const port = await listening(t, (_req, res) => {
    scrapes++
    res.end('lua_memory_bytes 100\nnodejs_eventloop_lag_max_seconds 0.015\n')
  })
  const counts = { wasm: callCounts(), idle: callCounts() }
  const pools = [pool('wasm', 1, 1, [port]), pool('idle', 1, 1, [port])]
  const samples = sampler({ pools: () => pools, countsOf: name => counts[name as keyof typeof counts], loadErrorOf: () => undefined, periodMs: 50 })
  counts.wasm.inFlight++
  counts.wasm.ended(5, false)
  const ticks: Tick[] = []
  const stop = samples.follow(tick => ticks.push(tick))
  await until(() => ticks.length === 1)
  t.match(ticks[0]?.sample.figures, { wasm: { requests: 0, p50Ms: null } }, 'what came before is in no period')
  counts.wasm.inFlight += 3
  counts.wasm.ended(5, false)
  counts.wasm.ended(5, true)
  await until(() => ticks.length === 2)
  const { functions = [], sample } = ticks[1] ?? {}
  t.match(functions[0], { name: 'wasm', condition: 'ready', engine: 'wasm', replicas: 1, available: 1, calls: 3, failed: 1, schedules: [] })
  t.match(functions[1], { name: 'idle', engine: 'fengari', calls: 0 })
  const { wasm, idle, '': all } = sample?.figures ?? {}
  t.ok((wasm?.requests ?? 0) > 0 && wasm?.failures === (wasm?.requests ?? 0) / 2)
  t.match(wasm, { inFlight: 1, luaBytes: 100, lagMs: 5 })
  t.match(idle, { requests: 0, p99Ms: null })
  t.match(all, { requests: wasm?.requests, p95Ms: wasm?.p95Ms, inFlight: 1, luaBytes: 200, lagMs: 5 })
  t.same(samples.history(), ticks.map(tick => tick.sample))
  stop()
  const before = scrapes
  await new Promise(resolve => setTimeout(resolve, 200))
  t.ok(scrapes <= before + 2, 'nobody looks, nobody is asked')
})

t.test('sampler() tells the condition of a function', async t => {
  const error = { text: 'bad', places: [] }
  const pools = [pool('ready', 1, 1), pool('stale', 1, 1), pool('starting', 2, 0), pool('failed', 1, 0), pool('stopped', 0, 0)]
  const counts = callCounts()
  const samples = sampler({ pools: () => pools, countsOf: () => counts, loadErrorOf: name => (/stale|failed/.test(name) ? error : undefined) })
  const tick = await new Promise<Tick>(resolve => {
    const stop = samples.follow(measured => {
      stop()
      resolve(measured)
    })
  })
  for (const { name, condition, loadError } of tick.functions) {
    t.equal(condition, name)
    t.same(loadError, /stale|failed/.test(name) ? error : undefined)
  }
})
