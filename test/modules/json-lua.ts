import { Resumed } from '../../template/lua-ts/lua/engine.ts'
import type { Lua, Thread } from '../../template/lua-ts/lua/engine.ts'
import { fengariLua } from '../../template/lua-ts/lua/fengari.ts'
import { openJson, openSafeJson } from '../../template/lua-ts/modules/json.ts'

/** The engines that the json tests run on. */
export const engines: ReadonlyArray<readonly [string, () => Promise<Lua>]> = [['fengari', fengariLua]]

/** A state whose globals `json` and `safe` are the modules, made anew for each test. */
export const luaWithJson = async (engine: () => Promise<Lua> = fengariLua): Promise<Lua> => {
  const lua = await engine()
  lua.pushGlobals(lua.main)
  for (const [name, loader] of [['json', openJson(lua)], ['safe', openSafeJson(lua)]] as const) {
    lua.pushFunction(lua.main, loader)
    lua.call(lua.main, 0, 1)
    lua.setField(lua.main, -2, name)
  }
  lua.pop(lua.main, 1)
  return lua
}

// Bytes as Latin-1, so that a test sees each of them.
const show = (lua: Lua, t: Thread, index: number): string => {
  const { main } = lua
  lua.pushGlobals(main)
  lua.getField(main, -1, 'tostring')
  lua.reserve(t, 1)
  lua.pushValue(t, index)
  lua.move(t, main, 1)
  lua.call(main, 1, 1)
  const text = lua.toLatin1(main, -1)!
  lua.pop(main, 2)
  return text
}

/** Runs a chunk named `test`; the results, or `error: ` and the message, as text with one character per byte. */
export const run = (lua: Lua, code: string): string => {
  const t = lua.newThread()
  try {
    lua.load(t, Buffer.from(code, 'latin1'), '=test')
    const failed = lua.resume(t, lua.main, 0) === Resumed.failed
    if (failed) return `error: ${show(lua, t, -1)}`
    return Array.from({ length: lua.top(t) }, (_, i) => show(lua, t, i + 1)).join(' ')
  } finally {
    lua.freeThread(t)
  }
}

/** A Lua string literal of `text`, which has one character per byte. */
export const literal = (text: string): string =>
  `"${Array.from(text, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('')}"`
