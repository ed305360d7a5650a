import { LuaError } from '../lua/engine.ts'
import type { Lua, Thread } from '../lua/engine.ts'

// One metatable per Lua state, made when the first such error is.
const metatables = new WeakMap<Lua, number>()

/** A reference to the metatable of such errors. */
export const errorMetatable = (lua: Lua): number => {
  const known = metatables.get(lua)
  if (known !== undefined) return known
  lua.pushTable(lua.main, 0, 1)
  lua.pushFunction(lua.main, (t) => {
    lua.getField(t, 1, 'message')
    return 1
  })
  lua.setField(lua.main, -2, '__tostring')
  const metatable = lua.ref(lua.main)
  metatables.set(lua, metatable)
  return metatable
}

/** Pushes the table `{ code = …, message = … }`, whose `tostring` is the message. */
export const pushErrorTable = (lua: Lua, t: Thread, code: string, message: string): void => {
  lua.reserve(t, 4)
  lua.pushTable(t, 0, 2)
  lua.pushText(t, code)
  lua.setField(t, -2, 'code')
  lua.pushText(t, message)
  lua.setField(t, -2, 'message')
  lua.pushRef(t, errorMetatable(lua))
  lua.setMetatable(t, -2)
}

/** An error that Lua code catches as a table with `code` and `message`, whose `tostring` is the message. */
export const tableError = (lua: Lua, code: string, message: string, cause?: unknown): LuaError =>
  new LuaError(message, { cause, push: (_, t) => pushErrorTable(lua, t, code, message) })
