import { LuaError, LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'

/** `bad argument #2 to 'format' (no value)`: Lua itself adds the name under which the host function was called. */
export class ArgumentError extends LuaError {
  override name = 'ArgumentError'
  /** Position of the argument, from 1. */
  readonly index: number

  constructor(index: number, message: string) {
    super(message)
    this.index = index
  }
}

/** The error for a value of another type than `expected`. */
export const wrongType = (lua: Lua, t: Thread, index: number, expected: string): ArgumentError =>
  new ArgumentError(index, `${expected} expected, got ${typeNameAt(lua, t, index)}`)

const typeNameAt = (lua: Lua, t: Thread, index: number): string => {
  const type = lua.type(t, index)
  if (type === LuaType.none) return 'no value'
  if (lua.getMetatable(t, index)) {
    lua.pushKey(t, '__name')
    const name = lua.rawGet(t, -2) === LuaType.string ? lua.toText(t, -1) : undefined
    lua.pop(t, 2)
    if (name !== undefined) return name
  }
  return type === LuaType.lightUserdata ? 'light userdata' : lua.typeName(t, index)
}

/** The number at `index`, a string converted as Lua does. @throws ArgumentError when there is none */
export const numberAt = (lua: Lua, t: Thread, index: number): number => {
  const n = lua.toNumber(t, index)
  if (n === undefined) throw wrongType(lua, t, index, 'number')
  return n
}

/** The whole number at `index`, beyond 2^53 the nearest float. @throws ArgumentError when there is none */
export const integerAt = (lua: Lua, t: Thread, index: number): number => {
  const n = numberAt(lua, t, index)
  const fits = Number.isInteger(n) && n >= -(2 ** 63) && n < 2 ** 63
  // The largest integers are rounded up on their way out.
  if (!fits && !lua.isInteger(t, index)) throw new ArgumentError(index, 'number has no integer representation')
  return n
}

/** The bytes of the string or number at `index`. @throws ArgumentError when there is neither */
export const bytesAt = (lua: Lua, t: Thread, index: number): Uint8Array => {
  const type = lua.type(t, index)
  if (type !== LuaType.string && type !== LuaType.number) throw wrongType(lua, t, index, 'string')
  return lua.toBytes(t, index)!
}
