import { ArgumentError, bytesAt, wrongType } from './argument-error.ts'
import { latin1Text } from './byte-strings.ts'
import { LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'

/**
 * Replaces `load` by one that takes no compiled chunks: a forged one could crash the machine that all requests share.
 * Lua's own words say so: `attempt to load a binary chunk (mode is 't')`.
 */
export const installLoad = (lua: Lua): void => {
  const { main } = lua
  lua.pushGlobals(main)
  lua.getField(main, -1, 'load')
  const original = lua.ref(main)
  const load: HostFunction = (t) => {
    const mode = lua.type(t, 3) <= LuaType.nil ? 'bt' : latin1Text(bytesAt(lua, t, 3))
    checkChunk(lua, t)
    const hasEnvironment = lua.top(t) >= 4
    lua.setTop(t, 4)
    lua.pushRef(t, original)
    for (let i = 1; i <= 2; i++) lua.pushValue(t, i)
    lua.pushText(t, mode.includes('t') ? 't' : '')
    if (hasEnvironment) lua.pushValue(t, 4)
    lua.call(t, hasEnvironment ? 4 : 3, 2)
    if (lua.type(t, -1) !== LuaType.string) {
      // A function, which comes alone.
      lua.pop(t, 1)
      return 1
    }
    if (!mode.includes('t')) nameMode(lua, t, mode)
    return 2
  }
  lua.pushFunction(main, load)
  lua.setField(main, -2, 'load')
  lua.pop(main, 1)
}

const checkChunk = (lua: Lua, t: Thread): void => {
  if (lua.type(t, 2) > LuaType.nil) bytesAt(lua, t, 2)
  const type = lua.type(t, 1)
  if (type === LuaType.none) throw new ArgumentError(1, 'function expected, got no value')
  if (type !== LuaType.function && type !== LuaType.string && type !== LuaType.number) throw wrongType(lua, t, 1, 'function')
}

/** Puts the mode that was asked for into the message, in place of the one that lets nothing in. */
const nameMode = (lua: Lua, t: Thread, mode: string): void => {
  const message = latin1Text(bytesAt(lua, t, -1))
  lua.pop(t, 1)
  lua.pushLatin1(t, message.replace("(mode is '')", `(mode is '${mode}')`))
}
