import { LuaError } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import { arePacked, unpacked } from './packed-rows.ts'
import type { Rows } from './packed-rows.ts'
import { pushExactInteger } from './records.ts'
import type { RecordRow, RecordShape, RecordValue } from './records.ts'
import type { Address, WasmExports } from './wasm-exports.ts'
import type { WasmHeap } from './wasm-heap.ts'
import { WasmLayouts } from './wasm-layouts.ts'
import type { WasmMemory } from './wasm-memory.ts'
import { WasmRows } from './wasm-rows.ts'

/** Room for the text of the rows that are built at once, in bytes. */
const textRoom = 48 * 1024
const rowsAtOnce = 32

/** Makes tables of rows with as few calls into Lua as there can be. */
export class WasmRecords {
  readonly #lua: Lua
  readonly #api: WasmExports
  readonly #memory: WasmMemory
  readonly #layouts: WasmLayouts
  readonly #rows: WasmRows
  /** Where the text of rows stands; there is none before the first rows. */
  #textAt: Address = 0
  /** Whether rows are being made. */
  #busy = false

  constructor(lua: Lua, api: WasmExports, memory: WasmMemory, heap: WasmHeap) {
    this.#lua = lua
    this.#api = api
    this.#memory = memory
    this.#layouts = new WasmLayouts(lua, api, heap)
    this.#rows = new WasmRows(lua, api, heap)
  }

  /** Sets the items from `first` on of the list on top of the stack. */
  set(t: Thread, first: number, shape: RecordShape, given: Rows): void {
    // The garbage collector may call a finalizer of the user's, which may go on with a loop over rows of its own.
    if (this.#busy) return this.#setFields(t, first, shape, arePacked(given) ? unpacked(given) : given)
    this.#busy = true
    try {
      this.#setTables(t, first, shape, given)
    } finally {
      this.#busy = false
    }
  }

  #setTables(t: Thread, first: number, shape: RecordShape, given: Rows): void {
    if (!this.#api.lua_checkstack(t as unknown as Address, 255)) throw new LuaError('stack overflow')
    const layout = this.#layouts.find(t, shape)
    if (arePacked(given) && layout && this.#write(given.bytes)) return this.#rows.setPacked(t, first, shape, layout, given, this.#textAt)
    const rows = arePacked(given) ? unpacked(given) : given
    if (!layout) return this.#setFields(t, first, shape, rows)
    for (let at = 0; at < rows.length; at += rowsAtOnce) {
      const some = rows.slice(at, at + rowsAtOnce)
      this.#rows.setRows(t, first + at, shape, layout, some, this.#writtenText(some))
    }
  }

  /** The address of the text of rows; 0 when it isn't ASCII or too long. */
  #writtenText(rows: readonly RecordRow[]): Address {
    let text = ''
    for (const row of rows) {
      for (const value of row) if (typeof value === 'string') text += value
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
  #setFields(t: Thread, first: number, { keys, floats, null: nothing }: RecordShape, rows: readonly RecordRow[]): void {
    const api = this.#api
    const L = t as unknown as Address
    if (!api.lua_checkstack(L, keys.length + 5)) throw new LuaError('stack overflow')
    const list = api.lua_gettop(L)
    const firstKey = list + 1
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
    api.lua_settop(L, list)
  }

  #push(t: Thread, L: Address, value: Exclude<RecordValue, null>, isFloat: boolean): void {
    switch (typeof value) {
      case 'string':
        return this.#lua.pushText(t, value)
      case 'number':
        return isFloat ? this.#api.lua_pushnumber(L, value) : this.#lua.pushNumber(t, value)
      case 'bigint':
        return pushExactInteger(this.#lua, t, value)
      case 'boolean':
        return this.#lua.pushBoolean(t, value)
      default:
        return this.#lua.pushBytes(t, value)
    }
  }
}
