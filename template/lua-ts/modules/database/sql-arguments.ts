import { isUtf8 } from 'node:buffer'
import { LuaError, LuaType } from '../../lua/engine.ts'
import type { Lua, Thread } from '../../lua/engine.ts'
import { jsonValues } from '../json-values.ts'
import type { SqlValue } from './driver.ts'

/** Floats from here on may be integers that an engine with 32 bits has no other form for. */
const firstWideInteger = 2 ** 31

/** Reads the values that Lua code gives for placeholders. */
export interface SqlArguments {
  /** The values from `first` to the top of the stack. @throws LuaError for what no database knows, naming its place */
  read(t: Thread, first: number): SqlValue[]
  /** Pushes a value that is sent as binary data: the string that is argument 1. */
  pushBlob(t: Thread): number
}

export const sqlArguments = (lua: Lua): SqlArguments => new Arguments(lua)

class Arguments implements SqlArguments {
  readonly #lua: Lua
  /** A reference to the metatable of what `blob` makes. */
  readonly #blob: number

  constructor(lua: Lua) {
    this.#lua = lua
    lua.pushTable(lua.main, 0, 1)
    lua.pushText(lua.main, 'database blob')
    lua.setField(lua.main, -2, '__name')
    this.#blob = lua.ref(lua.main)
  }

  read(t: Thread, first: number): SqlValue[] {
    this.#lua.reserve(t, 4)
    const top = this.#lua.top(t)
    const values: SqlValue[] = []
    for (let index = first; index <= top; index++) values.push(this.#value(t, index, index - first + 1))
    return values
  }

  pushBlob(t: Thread): number {
    const lua = this.#lua
    if (lua.type(t, 1) !== LuaType.string) throw new LuaError(`bad argument #1 to 'blob' (string expected, got ${lua.type(t, 1) === LuaType.none ? 'no value' : lua.typeName(t, 1)})`)
    lua.reserve(t, 4)
    lua.pushTable(t, 1, 0)
    lua.pushValue(t, 1)
    lua.rawSetIndex(t, -2, 1)
    lua.pushRef(t, this.#blob)
    lua.setMetatable(t, -2)
    return 1
  }

  #value(t: Thread, index: number, place: number): SqlValue {
    switch (this.#lua.type(t, index)) {
      case LuaType.nil:
        return null
      case LuaType.boolean:
        return this.#lua.toBoolean(t, index)
      case LuaType.number:
        return this.#number(t, index)
      case LuaType.string:
        return this.#text(t, index)
      case LuaType.lightUserdata:
        if (this.#isNull(t, index)) return null
        break
      case LuaType.table: {
        const bytes = this.#blobBytes(t, index)
        if (bytes) return bytes
      }
    }
    const type = this.#lua.typeName(t, index)
    const fix = type === 'table' ? '; for a JSON column use json.encode, for a list a placeholder each' : ''
    throw new LuaError(`Cannot send value ${place} to the database: expected nil, a boolean, a number, a string or database.blob(string), got a ${type}${fix}`)
  }

  #number(t: Thread, index: number): SqlValue {
    if (this.#lua.isInteger(t, index)) return this.#lua.toBigInt(t, index)
    const value = this.#lua.toNumber(t, index)!
    return Number.isSafeInteger(value) && Math.abs(value) >= firstWideInteger ? BigInt(value) : value
  }

  #text(t: Thread, index: number): SqlValue {
    const bytes = this.#lua.toBytes(t, index)!
    return isUtf8(bytes) ? this.#lua.toText(t, index)! : Buffer.from(bytes)
  }

  #isNull(t: Thread, index: number): boolean {
    this.#lua.pushRef(t, jsonValues(this.#lua).null)
    const equal = this.#lua.rawEqual(t, -1, index)
    this.#lua.pop(t, 1)
    return equal
  }

  /** The bytes of a value that `blob` made, or undefined. */
  #blobBytes(t: Thread, index: number): Uint8Array | undefined {
    const lua = this.#lua
    if (!lua.getMetatable(t, index)) return undefined
    lua.pushRef(t, this.#blob)
    const isBlob = lua.rawEqual(t, -1, -2)
    lua.pop(t, 2)
    if (!isBlob) return undefined
    lua.rawGetIndex(t, index, 1)
    const bytes = Buffer.from(lua.toBytes(t, -1)!)
    lua.pop(t, 1)
    return bytes
  }
}
