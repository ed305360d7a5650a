import type { State } from 'fengari'
import type { FengariTable, TableValue } from 'fengari/src/ltable.js'
import { latin1Bytes } from './byte-strings.ts'
import { setField } from './fengari-fields.ts'
import type { Field } from './fengari-fields.ts'
import type { FengariModules } from './fengari-modules.ts'
import { sameText } from './packed-rows.ts'
import type { PackedRows, ValueReader } from './packed-rows.ts'

/** As long as one of its strings lives, so do the bytes of all rows: longer pieces and longer texts are not shared. */
const longestShared = 16 * 1024
const longestText = 256

/** Makes tables of packed rows, whose texts share a copy of the rows' bytes. */
export class FengariValues implements ValueReader {
  readonly #modules: FengariModules
  #L: State
  #fields: readonly Field[] = []
  #nothing: TableValue | undefined
  #bytes: Uint8Array = new Uint8Array()
  #shared: ArrayBuffer | undefined
  #table: FengariTable
  #k = 0

  constructor(modules: FengariModules, L: State) {
    this.#modules = modules
    this.#L = L
    this.#table = modules.tables.newTable(L)
  }

  begin(L: State, fields: readonly Field[], nothing: TableValue | undefined, { bytes }: PackedRows): void {
    this.#L = L
    this.#fields = fields
    this.#nothing = nothing
    this.#bytes = bytes
    // Not `slice`, which gives a Buffer of a Buffer.
    this.#shared = bytes.length > longestShared ? undefined : new Uint8Array(bytes).buffer
  }

  /** The table of a row. */
  record(rows: PackedRows, i: number): FengariTable {
    this.#table = this.#modules.tables.newTable(this.#L)
    this.#k = 0
    rows.read(i, this)
    return this.#table
  }

  null(): void {
    const nothing = this.#nothing
    const field = this.#fields[this.#k++]!
    if (nothing) setField(this.#table, field, new this.#modules.tables.Value(nothing.type, nothing.value))
  }

  integer(value: number): void {
    const { LUA_TNUMINT, LUA_TNUMFLT } = this.#modules.tables.types
    this.#set((value | 0) === value ? LUA_TNUMINT : LUA_TNUMFLT, value)
  }

  bigInteger(value: bigint): void {
    const { tables: { types }, blessed } = this.#modules
    this.#set(types.LUA_TLNGSTR, blessed(this.#L, latin1Bytes(value.toString())))
  }

  float(value: number): void {
    this.#set(this.#modules.tables.types.LUA_TNUMFLT, value)
  }

  text(start: number, length: number): void {
    const field = this.#fields[this.#k]!
    if (length !== field.length || !sameText(this.#bytes, start, field.at, length)) {
      field.at = start
      field.length = length
      field.string = this.#modules.blessed(this.#L, this.#bytesOf(start, length))
    }
    this.#set(this.#modules.tables.types.LUA_TLNGSTR, field.string)
  }

  #bytesOf(start: number, length: number): Uint8Array {
    if (this.#shared && length <= longestText) return new Uint8Array(this.#shared, start, length)
    return new Uint8Array(this.#bytes.subarray(start, start + length))
  }

  #set(type: number, value: unknown): void {
    setField(this.#table, this.#fields[this.#k++]!, new this.#modules.tables.Value(type, value))
  }
}
