import { LuaError } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import { arePacked, unpacked } from './packed-rows.ts'
import type { Rows } from './packed-rows.ts'
import type { RecordRow, RecordShape, RecordValue } from './records.ts'
import { WasmBuilders } from './wasm-builders.ts'
import type { Builder } from './wasm-builders.ts'
import type { Address, WasmExports } from './wasm-exports.ts'
import type { WasmMemory } from './wasm-memory.ts'
import { WasmValues } from './wasm-values.ts'

/** Room for the text of the rows that are built at once, in bytes. */
const textRoom = 48 * 1024

/** Makes tables of rows with as few calls into Lua as there can be. */
export class WasmRecords {
  readonly #lua: Lua
  readonly #api: WasmExports
  readonly #memory: WasmMemory
  readonly #builders: WasmBuilders
  readonly #values: WasmValues
  /** Where the text of rows stands; there is none before the first rows. */
  #textAt: Address = 0

  constructor(lua: Lua, api: WasmExports, memory: WasmMemory) {
    this.#lua = lua
    this.#api = api
    this.#memory = memory
    this.#builders = new WasmBuilders(lua)
    this.#values = new WasmValues(lua, api)
  }

  /** Sets the items from `first` on of the list on top of the stack. */
  set(t: Thread, first: number, shape: RecordShape, given: Rows): void {
    const api = this.#api
    const L = t as unknown as Address
    if (!api.lua_checkstack(L, 255)) throw new LuaError('stack overflow')
    const list = api.lua_gettop(L)
    const rows = arePacked(given) && !this.#write(given.bytes) ? unpacked(given) : given
    for (let at = 0; at < rows.length;) {
      const builder = this.#builders.find(t, shape, rows.length - at)
      if (!builder) return this.#setFields(t, list, first + at, shape, (arePacked(rows) ? unpacked(rows) : rows).slice(at))
      this.#lua.pushRef(t, builder.ref)
      api.lua_pushvalue(L, list)
      this.#lua.pushNumber(t, first + at)
      if (arePacked(rows)) this.#values.push(t, rows, at, builder.rows, this.#textAt, shape)
      else this.#pushRows(t, shape, rows, at, builder)
      api.lua_callk(L, 2 + builder.rows * shape.keys.length, 0, 0, 0)
      at += builder.rows
    }
  }

  /** Pushes the values of rows, whose text is written into the memory all at once where it is ASCII. */
  #pushRows(t: Thread, { keys: { length }, floats, null: nothing }: RecordShape, rows: readonly RecordRow[], from: number, builder: Builder): void {
    const api = this.#api
    const L = t as unknown as Address
    const end = from + builder.rows
    let address = this.#writtenText(rows, from, end)
    let above: RecordRow | undefined
    for (let at = from; at < end; at++) {
      const row = rows[at]!
      for (let k = 0; k < length; k++) {
        const value = row[k]!
        if (typeof value !== 'string') {
          if (value !== null) this.#push(t, L, value, floats[k]!)
          else if (nothing === undefined) api.lua_pushnil(L)
          else this.#lua.pushRef(t, nothing)
          continue
        }
        // Columns that say the same in row after row are common.
        if (above !== undefined && value === above[k]) api.lua_pushvalue(L, -length)
        else if (address === 0) this.#lua.pushText(t, value)
        else api.lua_pushlstring(L, address, value.length)
        if (address !== 0) address += value.length
      }
      above = row
    }
  }

  /** The address of the text of rows; 0 when it isn't ASCII or too long. */
  #writtenText(rows: readonly RecordRow[], from: number, end: number): Address {
    let text = ''
    for (let at = from; at < end; at++) {
      for (const value of rows[at]!) if (typeof value === 'string') text += value
    }
    if (text === '' || text.length * 3 > textRoom) return 0
    return this.#hasRoom() && this.#memory.writeText(this.#textAt, textRoom, text) === text.length ? this.#textAt : 0
  }

  /** Writes the bytes of packed rows; false when they are too long. */
  #write(bytes: Uint8Array): boolean {
    if (bytes.length > textRoom || !this.#hasRoom()) return false
    this.#memory.write(this.#textAt, bytes)
    return true
  }

  #hasRoom(): boolean {
    this.#textAt ||= this.#api.malloc(textRoom)
    return this.#textAt !== 0
  }

  /** Fills the list one field after the other. */
  #setFields(t: Thread, list: number, first: number, { keys, floats, null: nothing }: RecordShape, rows: readonly RecordRow[]): void {
    const api = this.#api
    const L = t as unknown as Address
    if (!api.lua_checkstack(L, keys.length + 5)) throw new LuaError('stack overflow')
    const firstKey = api.lua_gettop(L) + 1
    for (const key of keys) this.#lua.pushKey(t, key)
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      api.lua_createtable(L, 0, keys.length)
      for (let k = 0; k < keys.length; k++) {
        const value = row[k]!
        if (value === null && nothing === undefined) continue
        api.lua_pushvalue(L, firstKey + k)
        if (value === null) this.#lua.pushRef(t, nothing!)
        else this.#push(t, L, value, floats[k]!)
        api.lua_rawset(L, -3)
      }
      api.lua_rawseti(L, list, BigInt(first + i))
    }
    api.lua_settop(L, firstKey - 1)
  }

  #push(t: Thread, L: Address, value: Exclude<RecordValue, null>, isFloat: boolean): void {
    switch (typeof value) {
      case 'string':
        return this.#lua.pushText(t, value)
      case 'number':
        return isFloat ? this.#api.lua_pushnumber(L, value) : this.#lua.pushNumber(t, value)
      case 'bigint':
        if (BigInt.asIntN(64, value) === value) return this.#api.lua_pushinteger(L, value)
        return this.#lua.pushLatin1(t, value.toString())
      case 'boolean':
        return this.#lua.pushBoolean(t, value)
      default:
        return this.#lua.pushBytes(t, value)
    }
  }
}
