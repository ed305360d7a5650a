import type { Lua, Thread } from './engine.ts'
import { sameText } from './packed-rows.ts'
import type { PackedRows, ValueReader } from './packed-rows.ts'
import { pushExactInteger } from './records.ts'
import type { RecordRow, RecordShape, RecordValue } from './records.ts'
import type { Address, WasmExports } from './wasm-exports.ts'
import type { WasmHeap } from './wasm-heap.ts'
import { mostFields, offset, tag, valueBytes } from './wasm-layouts.ts'
import type { Layout } from './wasm-layouts.ts'

const black = 1 << 5
const longestShortText = 40
const wordRange = 2 ** 32
const hopes = 4

/**
 * Makes the tables of rows: Lua gives the memory of each and makes its strings, and the nodes are written straight into
 * it, since it takes Lua long to find a place for each key.
 *
 * The values of a row are gathered first. A string is on Lua's stack, or in the row above, until it is in its table; and
 * from where the table is made until it is in the list the garbage collector gets no turn.
 */
export class WasmRows implements ValueReader {
  readonly #lua: Lua
  readonly #api: WasmExports
  readonly #heap: WasmHeap
  /** The values of the row, as Lua has them: eight bytes and a tag each. What isn't set anew is as in the row above. */
  readonly #floats = new Float64Array(mostFields)
  readonly #words = new Int32Array(this.#floats.buffer)
  readonly #tags = new Int32Array(mostFields)
  #t: Thread
  #L: Address = 0
  #list = 0
  /** How high the stack is between rows. */
  #height = 0
  #layout: Layout | undefined
  #shape: RecordShape | undefined
  /** How many strings may lie above, at most. */
  #lying = 0
  /** What null becomes. */
  #nothing = 0
  #nothingTag: number = tag.nil
  /** Which value of its row comes next. */
  #k = 0
  #bytes: Uint8Array = new Uint8Array()
  #bytesAt: Address = 0
  /** Where the text of each value of the row above is; the length is -1 where there is none. A column has text or never has. */
  readonly #starts = new Int32Array(mostFields)
  readonly #lengths = new Int32Array(mostFields)
  /** How often the text of a column may differ from the one above before it isn't compared any more. */
  readonly #hopes = new Int32Array(mostFields)

  constructor(lua: Lua, api: WasmExports, heap: WasmHeap) {
    this.#lua = lua
    this.#api = api
    this.#heap = heap
    this.#t = lua.main
  }

  /** Sets the items from `first` on of the list on top of the stack. The packed rows' bytes stand at `bytesAt`. */
  setPacked(t: Thread, first: number, shape: RecordShape, layout: Layout, rows: PackedRows, bytesAt: Address): void {
    this.#begin(t, shape, layout)
    this.#bytes = rows.bytes
    this.#bytesAt = bytesAt
    this.#lengths.fill(-1, 0, shape.keys.length)
    this.#hopes.fill(hopes, 0, shape.keys.length)
    for (let i = 0; i < rows.length; i++) {
      this.#k = 0
      rows.read(i, this)
      this.#make(first + i)
    }
    this.#end()
  }

  /** As `setPacked`, for rows whose texts stand one after the other at `textAt`; 0 if they don't. */
  setRows(t: Thread, first: number, shape: RecordShape, layout: Layout, rows: readonly RecordRow[], textAt: Address): void {
    this.#begin(t, shape, layout)
    const { length } = shape.keys
    let address = textAt
    let above: RecordRow | undefined
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!
      this.#k = 0
      for (let k = 0; k < length; k++) {
        const value = row[k]!
        if (typeof value !== 'string') this.#take(value, shape.floats[k]!)
        else {
          // Columns that say the same in row after row are common.
          if (above !== undefined && value === above[k]) this.#k++
          else if (address === 0) this.#pushed(value)
          else this.#text(address, value.length)
          if (address !== 0) address += value.length
        }
      }
      above = row
      this.#make(first + i)
    }
    this.#end()
  }

  null(): void {
    const k = this.#k++
    // The row below finds no text above.
    this.#lengths[k] = -1
    this.#words[2 * k] = this.#nothing
    this.#tags[k] = this.#nothingTag
  }

  integer(value: number): void {
    const k = this.#k++
    this.#words[2 * k] = value
    this.#words[2 * k + 1] = value === (value | 0) ? value >> 31 : Math.floor(value / wordRange)
    this.#tags[k] = tag.integer
  }

  bigInteger(value: bigint): void {
    pushExactInteger(this.#lua, this.#t, value)
    this.#takeTop()
  }

  float(value: number): void {
    const k = this.#k++
    this.#floats[k] = value
    this.#tags[k] = tag.float
  }

  text(start: number, length: number): void {
    const k = this.#k
    // Columns that say the same in row after row are common.
    if (this.#hopes[k]! > 0 && length === this.#lengths[k]) {
      if (sameText(this.#bytes, start, this.#starts[k]!, length)) {
        this.#k++
        this.#hopes[k] = hopes
        return
      }
      this.#hopes[k]!--
    }
    this.#lengths[k] = length
    this.#starts[k] = start
    this.#text(this.#bytesAt + start, length)
  }

  #begin(t: Thread, shape: RecordShape, layout: Layout): void {
    this.#t = t
    this.#L = t as unknown as Address
    this.#list = this.#height = this.#api.lua_gettop(this.#L)
    this.#layout = layout
    this.#shape = shape
    this.#nothing = this.#nothingTag = tag.nil
    this.#lying = 0
    if (shape.null === undefined) return
    this.#lua.pushRef(t, shape.null)
    this.#height++
    this.#k = 0
    this.#takeTop()
    this.#nothing = this.#words[0]!
    this.#nothingTag = this.#tags[0]!
  }

  #end(): void {
    this.#api.lua_settop(this.#L, this.#list)
    this.#bytes = new Uint8Array()
  }

  #text(address: Address, length: number): void {
    const k = this.#k++
    this.#words[2 * k] = this.#api.lua_pushlstring(this.#L, address, length) - offset.text
    this.#tags[k] = length > longestShortText ? tag.longText : tag.shortText
  }

  #take(value: Exclude<RecordValue, string>, isFloat: boolean): void {
    if (value === null) this.null()
    else if (typeof value === 'number') {
      if (isFloat || !Number.isSafeInteger(value) || Object.is(value, -0)) this.float(value)
      else this.integer(value)
    } else if (typeof value === 'boolean') this.#tags[this.#k++] = value ? tag.yes : tag.no
    else this.#pushed(value)
  }

  #pushed(value: string | bigint | Uint8Array): void {
    if (typeof value === 'string') this.#lua.pushText(this.#t, value)
    else if (typeof value === 'bigint') pushExactInteger(this.#lua, this.#t, value)
    else this.#lua.pushBytes(this.#t, value)
    this.#takeTop()
  }

  /** Takes the value on top of the stack, where it stays. */
  #takeTop(): void {
    const k = this.#k++
    const slot = this.#top() >> 2
    const { HEAP32 } = this.#heap
    this.#words[2 * k] = HEAP32[slot]!
    this.#words[2 * k + 1] = HEAP32[slot + 1]!
    this.#tags[k] = HEAP32[slot + 2]! & 0xff
  }

  #top(): Address {
    return this.#heap.HEAP32[(this.#L + offset.threadTop) >> 2]! - valueBytes
  }

  /** Makes the table of the values and sets it as item `index`. */
  #make(index: number): void {
    const api = this.#api
    const { nodes } = this.#layout!
    const { length } = this.#shape!.keys
    api.lua_createtable(this.#L, 0, length)
    const { HEAP32, HEAPU8 } = this.#heap
    const table = HEAP32[this.#top() >> 2]!
    // Lua has seen all that is in it already, and must be told of more.
    if ((HEAPU8[table + offset.mark]! & black) !== 0) this.#fill()
    else {
      const first = HEAP32[(table + offset.nodes) >> 2]! >> 2
      const words = this.#words
      for (let k = 0; k < length; k++) {
        const node = first + nodes[4 * k]!
        HEAP32[node] = words[2 * k]!
        HEAP32[node + 1] = words[2 * k + 1]!
        HEAP32[node + 2] = this.#tags[k]! | nodes[4 * k + 1]!
        HEAP32[node + 3] = nodes[4 * k + 2]!
        HEAP32[node + 4] = nodes[4 * k + 3]!
      }
    }
    api.lua_rawseti(this.#L, this.#list, BigInt(index))
    // Strings may lie on the stack for some rows.
    this.#lying += length
    if (this.#lying + length <= mostFields) return
    this.#lying = 0
    api.lua_settop(this.#L, this.#height)
  }

  /** Fills the table on top of the stack through Lua. */
  #fill(): void {
    const { keys } = this.#shape!
    for (let k = 0; k < keys.length; k++) {
      this.#lua.pushKey(this.#t, keys[k]!)
      this.#api.lua_pushnil(this.#L)
      const slot = this.#top() >> 2
      const { HEAP32 } = this.#heap
      HEAP32[slot] = this.#words[2 * k]!
      HEAP32[slot + 1] = this.#words[2 * k + 1]!
      HEAP32[slot + 2] = this.#tags[k]!
      this.#api.lua_rawset(this.#L, -3)
    }
  }
}
