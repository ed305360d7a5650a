import { LuaError } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import { pushExactInteger } from './records.ts'
import type { RecordRow, RecordShape, RecordValue } from './records.ts'
import type { Address, WasmExports } from './wasm-exports.ts'
import type { WasmMemory } from './wasm-memory.ts'

/** Makes tables of rows with as few calls into Lua as there can be. */
export class WasmRecords {
  readonly #lua: Lua
  readonly #api: WasmExports
  readonly #memory: WasmMemory

  constructor(lua: Lua, api: WasmExports, memory: WasmMemory) {
    this.#lua = lua
    this.#api = api
    this.#memory = memory
  }

  /** Sets the items from `first` on of the table at `index`. */
  set(t: Thread, index: number, first: number, { keys, floats, null: nothing }: RecordShape, rows: readonly RecordRow[]): void {
    const api = this.#api
    const L = t as unknown as Address
    if (!api.lua_checkstack(L, keys.length + 5)) throw new LuaError('stack overflow')
    const list = api.lua_absindex(L, index)
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
    const api = this.#api
    switch (typeof value) {
      case 'string':
        if (this.#memory.pushAscii(L, value)) return
        return this.#lua.pushText(t, value)
      case 'number':
        return isFloat ? api.lua_pushnumber(L, value) : this.#lua.pushNumber(t, value)
      case 'bigint':
        return pushExactInteger(this.#lua, t, value)
      case 'boolean':
        return this.#lua.pushBoolean(t, value)
      default:
        return this.#lua.pushBytes(t, value)
    }
  }
}
