import type { Lua, Thread } from './engine.ts'
import { sameText } from './packed-rows.ts'
import type { PackedRows, ValueReader } from './packed-rows.ts'
import { pushExactInteger } from './records.ts'
import type { RecordShape } from './records.ts'
import type { Address, WasmExports } from './wasm-exports.ts'

/** Pushes the values of packed rows, whose bytes stand in the WebAssembly memory. */
export class WasmValues implements ValueReader {
  readonly #lua: Lua
  readonly #api: WasmExports
  #t: Thread
  #L: Address = 0
  #bytesAt: Address = 0
  #bytes: Uint8Array = new Uint8Array()
  #nothing: number | undefined
  /** Which value of its row comes next. */
  #k = 0
  /** Where the text of each value of the row above is; the length is -1 where there is none. A column has text or never has. */
  #starts: number[] = []
  #lengths: number[] = []

  constructor(lua: Lua, api: WasmExports) {
    this.#lua = lua
    this.#api = api
    this.#t = lua.main
  }

  /** Pushes the values of `count` rows from row `from` on. `bytesAt` is where the rows' bytes stand; `nothing` refers to what null becomes. */
  push(t: Thread, rows: PackedRows, from: number, count: number, bytesAt: Address, { keys, null: nothing }: RecordShape): void {
    this.#t = t
    this.#L = t as unknown as Address
    this.#bytesAt = bytesAt
    this.#bytes = rows.bytes
    this.#nothing = nothing
    for (let k = 0; k < keys.length; k++) this.#lengths[k] = -1
    this.#lengths.length = this.#starts.length = keys.length
    for (let i = from; i < from + count; i++) {
      this.#k = 0
      rows.read(i, this)
    }
  }

  null(): void {
    // The row below finds no text above.
    this.#lengths[this.#k++] = -1
    if (this.#nothing === undefined) this.#api.lua_pushnil(this.#L)
    else this.#lua.pushRef(this.#t, this.#nothing)
  }

  integer(value: number): void {
    this.#k++
    this.#api.lua_pushinteger(this.#L, BigInt(value))
  }

  bigInteger(value: bigint): void {
    this.#k++
    pushExactInteger(this.#lua, this.#t, value)
  }

  float(value: number): void {
    this.#k++
    this.#api.lua_pushnumber(this.#L, value)
  }

  text(start: number, length: number): void {
    const k = this.#k++
    // Columns that say the same in row after row are common.
    if (length === this.#lengths[k] && sameText(this.#bytes, start, this.#starts[k]!, length)) {
      this.#api.lua_pushvalue(this.#L, -this.#lengths.length)
      return
    }
    this.#lengths[k] = length
    this.#starts[k] = start
    this.#api.lua_pushlstring(this.#L, this.#bytesAt + start, length)
  }
}
