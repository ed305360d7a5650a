import t from 'tap'
import { joinGauges, readHostGauges } from '../../../src/gateway/ui-host-gauges.ts'
import { listening } from '../fixtures/listening.ts'

t.test('readHostGauges() reads memory and lag where hosts serve their metrics', async t => {
  const wasm = await listening(t, (_req, res) => void res.end('lua_memory_bytes 1000\nnodejs_heap_size_used_bytes 5\nnodejs_eventloop_lag_max_seconds 0.0145\n'))
  const fengari = await listening(t, (_req, res) => void res.end('# HELP lua_memory_bytes x\nnodejs_heap_size_used_bytes 500\nnodejs_eventloop_lag_max_seconds 0.009\n'))
  const bare = await listening(t, (_req, res) => void res.end('nodejs_eventloop_lag_max_seconds NaN\n'))
  t.same(await readHostGauges([wasm]), { luaBytes: 1000, lagMs: 4.5 })
  t.same(await readHostGauges([fengari]), { luaBytes: 500, lagMs: 0 })
  t.same(await readHostGauges([wasm, fengari]), { luaBytes: 1500, lagMs: 4.5 })
  t.same(await readHostGauges([bare]), { luaBytes: null, lagMs: null })
})

t.test('readHostGauges() knows nothing of hosts that do not answer', async t => {
  t.same(await readHostGauges([1]), { luaBytes: null, lagMs: null })
  t.same(await readHostGauges([]), { luaBytes: null, lagMs: null })
})

t.test('joinGauges() adds memories and takes the longest lag', async t => {
  t.same(joinGauges([{ luaBytes: 1, lagMs: 5 }, { luaBytes: null, lagMs: 9 }, { luaBytes: 2, lagMs: null }]), { luaBytes: 3, lagMs: 9 })
})
