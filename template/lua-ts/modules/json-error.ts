import { LuaError } from '../lua/engine.ts'

/** Text that is not JSON. As a Lua error it carries the position of the Lua code that asked for decoding. */
export class JsonError extends LuaError {
  override name = 'JsonError'
  /** The byte at which reading stopped, counted from 1. */
  readonly position: number

  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

/** A call of a json function with a wrong argument, in the words of Lua's own library. */
export const argumentError = (name: string, argument: number, complaint: string): LuaError =>
  new LuaError(`bad argument #${argument} to 'cjson.${name}' (${complaint})`)

/** A Lua value of the type `type` that JSON can't express. */
export const unserialisable = (type: string, reason: string): LuaError => new LuaError(`Cannot serialise ${type}: ${reason}`)

/** A value has a `__json` function, and it was asked not to call any. */
export class JsonMethodError extends LuaError {
  override name = 'JsonMethodError'
}
