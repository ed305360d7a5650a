import { bytesAt, integerAt, wrongType } from './argument-error.ts'
import { LuaError, LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { setFunctions } from './set-functions.ts'

/**
 * Replaces the two library functions that build a string of any size in one step that nothing can interrupt:
 * `string.rep` and `table.concat` raise a Lua error beyond `maxBytes`. Where strings would have to be copied to be
 * joined here, Lua's own `table.concat` stays; the state's memory bounds it.
 */
export const installStringCaps = (lua: Lua, maxBytes: number): void => {
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'string')
  lua.getField(lua.main, -1, 'rep')
  const rep = lua.ref(lua.main)
  lua.getField(lua.main, -2, 'table')
  lua.getField(lua.main, -1, 'concat')
  const concat = lua.ref(lua.main)
  const caps = new StringCaps(lua, maxBytes, { rep, concat })
  if (!lua.copiesStrings) setFunctions(lua, { concat: caps.concat })
  lua.pop(lua.main, 1)
  setFunctions(lua, { rep: caps.rep })
  lua.pop(lua.main, 2)
}

class StringCaps {
  readonly #lua: Lua
  readonly #maxBytes: number
  /** Lua's own functions, as references. */
  readonly #originals: { readonly rep: number; readonly concat: number }

  constructor(lua: Lua, maxBytes: number, originals: { readonly rep: number; readonly concat: number }) {
    this.#lua = lua
    this.#maxBytes = maxBytes
    this.#originals = originals
  }

  readonly rep: HostFunction = (t) => {
    if (this.#plainRep(t)) return 1
    const lua = this.#lua
    const unit = bytesAt(lua, t, 1)
    const times = integerAt(lua, t, 2)
    const separator = lua.type(t, 3) > LuaType.nil ? bytesAt(lua, t, 3) : new Uint8Array(0)
    if (times <= 0) {
      lua.pushText(t, '')
      return 1
    }
    const total = unit.length * times + separator.length * (times - 1)
    this.#check('string.rep', total)
    lua.pushBytes(t, repeated(unit, separator, total))
    return 1
  }

  readonly concat: HostFunction = (t) => {
    const lua = this.#lua
    if (lua.type(t, 1) !== LuaType.table) throw wrongType(lua, t, 1, 'table')
    if (this.#hasMetamethods(t)) return this.#ownConcat(t)
    const separator = lua.type(t, 2) > LuaType.nil ? bytesAt(lua, t, 2) : undefined
    const first = lua.type(t, 3) > LuaType.nil ? integerAt(lua, t, 3) : 1
    const last = lua.type(t, 4) > LuaType.nil ? integerAt(lua, t, 4) : lua.rawLength(t, 1)
    const pieces: Uint8Array[] = []
    let total = 0
    for (let i = first; i <= last; i++) {
      const piece = this.#elementAt(t, i)
      if (separator && i > first) pieces.push(separator)
      pieces.push(piece)
      total += piece.length + (separator && i > first ? separator.length : 0)
      this.#check('table.concat', total)
    }
    lua.pushBytes(t, Buffer.concat(pieces, total))
    return 1
  }

  #check(name: string, bytes: number): void {
    if (bytes <= this.#maxBytes) return
    throw new LuaError(`resulting string too large: ${name} would build ${bytes} bytes, lua_max_string_bytes allows ${this.#maxBytes}`)
  }

  /** Lua's own, where it works without copies and the lengths can be seen without them. */
  #plainRep(t: Thread): boolean {
    const lua = this.#lua
    if (!lua.copiesStrings || lua.type(t, 1) !== LuaType.string || !lua.isInteger(t, 2) || lua.type(t, 3) > LuaType.nil) return false
    const unitBytes = lua.rawLength(t, 1)
    // Lua repeats even nothing as often as it is told to.
    if (unitBytes === 0) return false
    this.#check('string.rep', unitBytes * Math.max(0, lua.toNumber(t, 2)!))
    this.#callOriginal(t, this.#originals.rep)
    return true
  }

  #ownConcat(t: Thread): number {
    this.#callOriginal(t, this.#originals.concat)
    this.#check('table.concat', this.#lua.rawLength(t, -1))
    return 1
  }

  #callOriginal(t: Thread, original: number): void {
    const lua = this.#lua
    lua.pushRef(t, original)
    lua.insert(t, 1)
    lua.call(t, lua.top(t) - 1, 1)
  }

  #elementAt(t: Thread, i: number): Uint8Array {
    const lua = this.#lua
    const type = lua.rawGetIndex(t, 1, i)
    if (type !== LuaType.string && type !== LuaType.number) {
      throw new LuaError(`invalid value (${lua.typeName(t, -1)}) at index ${i} in table for 'concat'`)
    }
    const bytes = lua.toBytes(t, -1)!
    lua.pop(t, 1)
    return bytes
  }

  /** Whether reading the table at 1 calls functions; Lua's own concat does that right. */
  #hasMetamethods(t: Thread): boolean {
    const lua = this.#lua
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
}

const repeated = (unit: Uint8Array, separator: Uint8Array, total: number): Uint8Array => {
  if (total === 0) return new Uint8Array(0)
  const bytes = Buffer.alloc(total)
  // A fill repeats its pattern and cuts it at the end: just what separators between units need.
  bytes.fill(separator.length === 0 ? unit : Buffer.concat([unit, separator]))
  return bytes
}
