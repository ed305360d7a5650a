import { LuaError, LuaType } from '../lua/engine.ts'
import type { Lua, Thread } from '../lua/engine.ts'

/** The error for an argument that a function can't use, worded as Lua's own library does. */
export const argumentError = (index: number, name: string, problem: string): LuaError =>
  new LuaError(`bad argument #${index} to '${name}' (${problem})`)

/** The name of the type at `index`, or `no value`, for a message. */
export const gotType = (lua: Lua, t: Thread, index: number): string =>
  lua.type(t, index) === LuaType.none ? 'no value' : lua.typeName(t, index)

/** The text of argument `index`, one UTF-16 unit per byte; a number is taken as Lua prints it. @throws LuaError */
export const latin1Argument = (lua: Lua, t: Thread, index: number, name: string): string => {
  const type = lua.type(t, index)
  if (type === LuaType.string || type === LuaType.number) return lua.toLatin1(t, index)!
  throw argumentError(index, name, `string expected, got ${gotType(lua, t, index)}`)
}

/** The text of argument `index`, read as UTF-8. @throws LuaError */
export const textArgument = (lua: Lua, t: Thread, index: number, name: string): string => {
  latin1Argument(lua, t, index, name)
  return lua.toText(t, index)!
}

/** A copy of the bytes of argument `index`, which the caller may keep. @throws LuaError */
export const bytesArgument = (lua: Lua, t: Thread, index: number, name: string): Buffer => {
  const type = lua.type(t, index)
  if (type === LuaType.string || type === LuaType.number) return Buffer.from(lua.toBytes(t, index)!)
  throw argumentError(index, name, `string expected, got ${gotType(lua, t, index)}`)
}

/** The number at `index`. @throws LuaError */
export const numberArgument = (lua: Lua, t: Thread, index: number, name: string): number => {
  const value = lua.toNumber(t, index)
  if (value !== undefined) return value
  throw argumentError(index, name, `number expected, got ${gotType(lua, t, index)}`)
}

/** True when the argument is nil or not there. */
export const isAbsent = (lua: Lua, t: Thread, index: number): boolean => lua.type(t, index) <= LuaType.nil
