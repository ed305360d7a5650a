import { Registry } from 'prom-client'
import t from 'tap'

import { luaCounts } from '../../template/lua-ts/host/lua-counts.ts'
import { luaMetrics } from '../../template/lua-ts/host/lua-metrics.ts'

const samples = async (registry: Registry): Promise<string[]> =>
  (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))

const valueOf = async (registry: Registry, name: string): Promise<string[]> =>
  (await samples(registry)).filter((line) => line.startsWith(name))

t.test('luaMetrics() starts at zero, without what is not known yet', async (t) => {
  const registry = new Registry()
  luaMetrics(registry, luaCounts().numbers, () => undefined)
  t.same(
    (await samples(registry)).filter((line) => !line.includes('_bucket')),
    ['lua_handler_seconds_sum 0', 'lua_handler_seconds_count 0', 'lua_slices_total 0', 'lua_deadline_kills_total 0'],
  )
})

t.test('luaMetrics() counts slices, deadlines and errors by kind', async (t) => {
  const registry = new Registry()
  const { counter: lua, numbers } = luaCounts()
  luaMetrics(registry, numbers, () => undefined)
  for (let i = 0; i < 3; i++) lua.sliced()
  lua.deadline()
  lua.failed('HandlerError')
  lua.failed('BadReplyError')
  lua.failed('HandlerError')
  for (const scrape of ['first', 'second']) {
    t.same(await valueOf(registry, 'lua_slices'), ['lua_slices_total 3'], scrape)
    t.same(await valueOf(registry, 'lua_deadline'), ['lua_deadline_kills_total 1'], scrape)
    t.same(
      await valueOf(registry, 'lua_errors'),
      ['lua_errors_total{kind="HandlerError"} 2', 'lua_errors_total{kind="BadReplyError"} 1'],
      scrape,
    )
  }
})

t.test('luaMetrics() has buckets for handlers that take fractions of a millisecond', async (t) => {
  const registry = new Registry()
  const { counter: lua, numbers } = luaCounts()
  luaMetrics(registry, numbers, () => undefined)
  for (const seconds of [0.00005, 0.0003, 20, Number.NaN]) lua.handled(seconds)
  const lines = await valueOf(registry, 'lua_handler_seconds')
  for (const line of [
    'lua_handler_seconds_bucket{le="0.0001"} 2',
    'lua_handler_seconds_bucket{le="0.0005"} 3',
    'lua_handler_seconds_bucket{le="10"} 3',
    'lua_handler_seconds_bucket{le="+Inf"} 4',
    'lua_handler_seconds_count 4',
  ]) {
    t.ok(lines.includes(line), line)
  }
})

t.test('luaMetrics() asks for the memory at each scrape', async (t) => {
  const registry = new Registry()
  let bytes: number | undefined = 1024
  luaMetrics(registry, luaCounts().numbers, () => bytes)
  t.same(await valueOf(registry, 'lua_memory'), ['lua_memory_bytes 1024'])
  bytes = 2048
  t.same(await valueOf(registry, 'lua_memory'), ['lua_memory_bytes 2048'])
  for (const none of [undefined, Number.NaN]) {
    bytes = none
    t.same(await valueOf(registry, 'lua_memory'), [])
  }
})

t.test('loaded() names the engine that runs now', async (t) => {
  const registry = new Registry()
  const { counter: lua, numbers } = luaCounts()
  luaMetrics(registry, numbers, () => undefined)
  lua.loaded(0.5, 'other', '5.4')
  lua.loaded(0.25, 'fengari', '5.3')
  t.same(await valueOf(registry, 'lua_load'), ['lua_load_seconds 0.25'])
  t.same(await valueOf(registry, 'lua_engine'), ['lua_engine_info{engine="fengari",version="5.3"} 1'])
})
