// The host of the template in one process, which tells its parent what is left of the calls it served: the memory when
// all garbage is collected, and everything that a call registers somewhere. Run it with --expose-gc.
import { setTimeout as delay } from 'node:timers/promises'
import { heartbeat } from '../../template/lua-ts/host/heartbeat.ts'
import { lifecycle } from '../../template/lua-ts/host/lifecycle.ts'
import { log as logOf } from '../../template/lua-ts/host/log.ts'
import { metrics as metricsOf } from '../../template/lua-ts/host/metrics.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { LuaType } from '../../template/lua-ts/lua/engine.ts'
import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { luaFunction } from '../../template/lua-ts/lua/lua-function.ts'
import { openfaas } from '../../template/lua-ts/platform/openfaas.ts'

const unmapMs = 200
/** LUA_REGISTRYINDEX, the same in both engines. */
const registry = -1_001_000

interface Tables {
  readonly length: number
}

/** The function tables of the WebAssembly modules that are made from now on. */
const functionTables = (): readonly Tables[] => {
  const tables: Tables[] = []
  const webAssembly = Reflect.get(globalThis, 'WebAssembly') as {
    instantiate: (...args: unknown[]) => Promise<{ instance?: { exports: { __indirect_function_table?: Tables } } }>
  }
  const { instantiate } = webAssembly
  webAssembly.instantiate = async (...args) => {
    const made = await instantiate(...args)
    const table = made.instance?.exports.__indirect_function_table
    if (table) tables.push(table)
    return made
  }
  return tables
}

/** What the registry holds, and the threads among it. References that were given back leave numbers. */
const registered = (lua: Lua): { entries: number; threads: number } => {
  const { main } = lua
  let entries = 0
  let threads = 0
  lua.reserve(main, 4)
  lua.pushNil(main)
  while (lua.next(main, registry)) {
    const type = lua.type(main, -1)
    if (type !== LuaType.number) entries++
    if (type === LuaType.thread) threads++
    lua.pop(main, 1)
  }
  return { entries, threads }
}

const serve = async (): Promise<void> => {
  const tables = functionTables()
  const settings = readSettings(process.env)
  const log = logOf({ settings, stdout: 1, stderr: 2 })
  const lua = await startEngine(settings.luaEngine)
  const metrics = metricsOf({ memoryBytes: () => lua.memoryBytes() })
  const beat = heartbeat({ graceMs: settings.luaGraceMs, lockFile: '', message: 'Lua did not come back' })
  beat.start()
  const { registry: registryOfMetrics } = metrics
  const loaded = await luaFunction({
    lua,
    settings,
    log,
    beat,
    environment: process.env,
    platform: 'openfaas',
    sliced: () => metrics.sliced(),
    handled: (seconds) => metrics.handled(seconds),
    registry: registryOfMetrics,
  })
  process.on('message', async () => {
    for (let i = 0; i < 3; i++) {
      // What the first collection frees through finalizers, only a second one returns; other threads unmap the pages.
      globalThis.gc?.()
      await delay(unmapMs)
    }
    const { rss, heapUsed, external } = process.memoryUsage()
    const functions = tables.reduce((sum, { length }) => sum + length, 0)
    process.send?.({ rss, heapUsed, external, functions, ...registered(lua) })
  })
  process.channel?.unref()
  await openfaas({ settings, invoke: loaded.invoke, ready: loaded.ready, lifecycle: lifecycle({ ...settings, log }), log, metrics }).start()
}

await serve()
