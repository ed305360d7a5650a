import { bytesAt, integerAt, wrongType } from './argument-error.ts'
import { LuaError, LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'

/**
 * Replaces the two library functions that build a string of any size in one step that nothing can interrupt:
 * `string.rep` and `table.concat` raise a Lua error beyond `maxBytes`. Where strings would have to be copied to be
 * joined here, Lua's own `table.concat` stays; the state's memory bounds it.
 */
export const installStringCaps = (lua: Lua, maxBytes: number): void => {
  const check = (name: string, bytes: number): void => {
    if (bytes <= maxBytes) return
    throw new LuaError(`resulting string too large: ${name} would build ${bytes} bytes, lua_max_string_bytes allows ${maxBytes}`)
  }

  /** Lua's own, where it works without copies and the lengths can be seen without them. */
  const plainRep = (t: Thread): boolean => {
    if (!lua.copiesStrings || lua.type(t, 1) !== LuaType.string || !lua.isInteger(t, 2) || lua.type(t, 3) > LuaType.nil) return false
    const unitBytes = lua.rawLength(t, 1)
    // Lua repeats even nothing as often as it is told to.
    if (unitBytes === 0) return false
    check('string.rep', unitBytes * Math.max(0, lua.toNumber(t, 2)!))
    lua.pushRef(t, originalRep)
    lua.insert(t, 1)
    lua.call(t, lua.top(t) - 1, 1)
    return true
  }

  const rep: HostFunction = (t) => {
    if (plainRep(t)) return 1
    const unit = bytesAt(lua, t, 1)
    const times = integerAt(lua, t, 2)
    const separator = lua.type(t, 3) > LuaType.nil ? bytesAt(lua, t, 3) : new Uint8Array(0)
    if (times <= 0) {
      lua.pushText(t, '')
      return 1
    }
    const total = unit.length * times + separator.length * (times - 1)
    check('string.rep', total)
    lua.pushBytes(t, repeated(unit, separator, total))
    return 1
  }

  const concat: HostFunction = (t) => {
    if (lua.type(t, 1) !== LuaType.table) throw wrongType(lua, t, 1, 'table')
    if (hasMetamethods(t)) return callOriginal(t)
    const separator = lua.type(t, 2) > LuaType.nil ? bytesAt(lua, t, 2) : undefined
    const first = lua.type(t, 3) > LuaType.nil ? integerAt(lua, t, 3) : 1
    const last = lua.type(t, 4) > LuaType.nil ? integerAt(lua, t, 4) : lua.rawLength(t, 1)
    const pieces: Uint8Array[] = []
    let total = 0
    for (let i = first; i <= last; i++) {
      const piece = elementAt(t, i)
      if (separator && i > first) pieces.push(separator)
      pieces.push(piece)
      total += piece.length + (separator && i > first ? separator.length : 0)
      check('table.concat', total)
    }
    lua.pushBytes(t, Buffer.concat(pieces, total))
    return 1
  }

  const elementAt = (t: Thread, i: number): Uint8Array => {
    const type = lua.rawGetIndex(t, 1, i)
    if (type !== LuaType.string && type !== LuaType.number) {
      throw new LuaError(`invalid value (${lua.typeName(t, -1)}) at index ${i} in table for 'concat'`)
    }
    const bytes = lua.toBytes(t, -1)!
    lua.pop(t, 1)
    return bytes
  }

  /** Whether reading the table at 1 calls functions; Lua's own concat does that right. */
  const hasMetamethods = (t: Thread): boolean => {
    if (!lua.getMetatable(t, 1)) return false
    const found = ['__index', '__len'].some((name) => {
      lua.pushKey(t, name)
      const type = lua.rawGet(t, -2)
      lua.pop(t, 1)
      return type !== LuaType.nil
    })
    lua.pop(t, 1)
    return found
  }

  const callOriginal = (t: Thread): number => {
    lua.pushRef(t, original)
    lua.insert(t, 1)
    lua.call(t, lua.top(t) - 1, 1)
    check('table.concat', lua.rawLength(t, -1))
    return 1
  }

  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'string')
  lua.getField(lua.main, -1, 'rep')
  const originalRep = lua.ref(lua.main)
  lua.pushFunction(lua.main, rep)
  lua.setField(lua.main, -2, 'rep')
  lua.getField(lua.main, -2, 'table')
  lua.getField(lua.main, -1, 'concat')
  const original = lua.ref(lua.main)
  if (!lua.copiesStrings) {
    lua.pushFunction(lua.main, concat)
    lua.setField(lua.main, -2, 'concat')
  }
  lua.pop(lua.main, 3)
}

const repeated = (unit: Uint8Array, separator: Uint8Array, total: number): Uint8Array => {
  if (total === 0) return new Uint8Array(0)
  const bytes = Buffer.alloc(total)
  // A fill repeats its pattern and cuts it at the end: just what separators between units need.
  bytes.fill(separator.length === 0 ? unit : Buffer.concat([unit, separator]))
  return bytes
}
