import t from 'tap'
import type { Test } from 'tap'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import type { HostFunction, Lua, Thread } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'

/** A test with a state of its own, which must find its main stack empty at the end. */
export const testEngine = (engine: Settings['luaEngine'], name: string, body: (t: Test, lua: Lua) => Promise<void> | void): void => {
  void t.test(`${name} on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    await body(t, lua)
    t.equal(lua.top(lua.main), 0, 'nothing is left on the main stack')
  })
}

/** A thread with `source` compiled as the chunk `chunk`, after `globals` were set. */
export const loaded = (lua: Lua, source: string, globals: Readonly<Record<string, HostFunction>> = {}): Thread => {
  const thread = lua.newThread()
  lua.pushGlobals(thread)
  for (const [name, fn] of Object.entries(globals)) {
    lua.pushFunction(thread, fn)
    lua.setField(thread, -2, name)
  }
  lua.setTop(thread, 0)
  lua.load(thread, Buffer.from(source, 'latin1'), '=chunk')
  return thread
}
