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

export const sqlArguments = (lua: Lua): SqlArguments => {
  lua.pushTable(lua.main, 0, 1)
  lua.pushText(lua.main, 'database blob')
  lua.setField(lua.main, -2, '__name')
  const blob = lua.ref(lua.main)

  /** The bytes of a value that `blob` made, or undefined. */
  const blobBytes = (t: Thread, index: number): Uint8Array | undefined => {
    if (!lua.getMetatable(t, index)) return undefined
    lua.pushRef(t, blob)
    const isBlob = lua.rawEqual(t, -1, -2)
    lua.pop(t, 2)
    if (!isBlob) return undefined
    lua.rawGetIndex(t, index, 1)
    const bytes = Buffer.from(lua.toBytes(t, -1)!)
    lua.pop(t, 1)
    return bytes
  }

  const number = (t: Thread, index: number): SqlValue => {
    if (lua.isInteger(t, index)) return lua.toBigInt(t, index)
    const value = lua.toNumber(t, index)!
    return Number.isSafeInteger(value) && Math.abs(value) >= firstWideInteger ? BigInt(value) : value
  }

  const text = (t: Thread, index: number): SqlValue => {
    const bytes = lua.toBytes(t, index)!
    return isUtf8(bytes) ? lua.toText(t, index)! : Buffer.from(bytes)
  }

  const isNull = (t: Thread, index: number): boolean => {
    lua.pushRef(t, jsonValues(lua).null)
    const equal = lua.rawEqual(t, -1, index)
    lua.pop(t, 1)
    return equal
  }

  const value = (t: Thread, index: number, place: number): SqlValue => {
    switch (lua.type(t, index)) {
      case LuaType.nil:
        return null
      case LuaType.boolean:
        return lua.toBoolean(t, index)
      case LuaType.number:
        return number(t, index)
      case LuaType.string:
        return text(t, index)
      case LuaType.lightUserdata:
        if (isNull(t, index)) return null
        break
      case LuaType.table: {
        const bytes = blobBytes(t, index)
        if (bytes) return bytes
      }
    }
    const type = lua.typeName(t, index)
    const fix = type === 'table' ? '; for a JSON column use json.encode, for a list a placeholder each' : ''
    throw new LuaError(`Cannot send value ${place} to the database: expected nil, a boolean, a number, a string or database.blob(string), got a ${type}${fix}`)
  }

  return {
    read(t, first) {
      lua.reserve(t, 4)
      const top = lua.top(t)
      const values: SqlValue[] = []
      for (let index = first; index <= top; index++) values.push(value(t, index, index - first + 1))
      return values
    },
    pushBlob(t) {
      if (lua.type(t, 1) !== LuaType.string) throw new LuaError(`bad argument #1 to 'blob' (string expected, got ${lua.type(t, 1) === LuaType.none ? 'no value' : lua.typeName(t, 1)})`)
      lua.reserve(t, 4)
      lua.pushTable(t, 1, 0)
      lua.pushValue(t, 1)
      lua.rawSetIndex(t, -2, 1)
      lua.pushRef(t, blob)
      lua.setMetatable(t, -2)
      return 1
    },
  }
}
