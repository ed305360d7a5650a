import type { State } from 'fengari'
import type { FengariTable, TableEntry, TableValue } from 'fengari/src/ltable.js'
import { latin1Bytes, utf8Bytes } from './byte-strings.ts'
import type { FengariModules } from './fengari-modules.ts'
import type { RecordRow, RecordShape, RecordValue } from './records.ts'

interface Field {
  /** The name as a Lua string. */
  readonly name: unknown
  /** Under what a table keeps it. */
  readonly hash: string
  readonly isFloat: boolean
}

/** Makes tables of rows in fengari: it builds them as fengari keeps them, without going through Lua's stack. */
export class FengariRecords {
  readonly #modules: FengariModules
  readonly #fields = new WeakMap<RecordShape, readonly Field[]>()

  constructor(modules: FengariModules) {
    this.#modules = modules
  }

  /** Sets the items from `first` on of a list. */
  set(L: State, list: FengariTable, first: number, shape: RecordShape, rows: readonly RecordRow[]): void {
    const { api, tables } = this.#modules
    const fields = this.#fieldsOf(L, shape)
    let nothing: TableValue | undefined
    if (shape.null !== undefined) {
      api.lua_rawgeti(L, api.LUA_REGISTRYINDEX, shape.null)
      nothing = L.stack[L.top - 1]
      api.lua_settop(L, -2)
    }
    for (let i = 0; i < rows.length; i++) {
      tables.setInteger(list, first + i, new tables.Value(tables.types.LUA_TTABLE, this.#record(L, fields, rows[i]!, nothing)))
    }
    list.flags = 0
  }

  #record(L: State, fields: readonly Field[], row: RecordRow, nothing: TableValue | undefined): FengariTable {
    const { Value, types, newTable } = this.#modules.tables
    const table = newTable(L)
    const { strong } = table
    let last: TableEntry | undefined
    for (let i = 0; i < fields.length; i++) {
      const { name, hash, isFloat } = fields[i]!
      const given = row[i]!
      const value = given !== null ? this.#value(L, given, isFloat) : nothing && new Value(nothing.type, nothing.value)
      if (!value) continue
      const known = strong.get(hash)
      if (known) {
        known.value = value
        continue
      }
      const entry: TableEntry = { key: new Value(types.LUA_TLNGSTR, name), value, p: last, n: undefined }
      if (last) last.n = entry
      else table.f = entry
      strong.set(hash, entry)
      last = entry
    }
    table.l = last
    // It has not been looked at for metamethods yet, and a field may be one.
    table.flags = 0
    return table
  }

  #value(L: State, value: Exclude<RecordValue, null>, isFloat: boolean): TableValue {
    const { tables: { Value, types }, blessed } = this.#modules
    switch (typeof value) {
      case 'string':
        return new Value(types.LUA_TLNGSTR, blessed(L, utf8Bytes(value)))
      case 'number':
        return this.#number(value, isFloat)
      case 'bigint': {
        const number = Number(value)
        if (Number.isSafeInteger(number)) return this.#number(number, false)
        return new Value(types.LUA_TLNGSTR, blessed(L, latin1Bytes(value.toString())))
      }
      case 'boolean':
        return new Value(types.LUA_TBOOLEAN, value)
      default:
        return new Value(types.LUA_TLNGSTR, blessed(L, new Uint8Array(value)))
    }
  }

  #number(value: number, isFloat: boolean): TableValue {
    const { Value, types } = this.#modules.tables
    const isInteger = !isFloat && (value | 0) === value && !Object.is(value, -0)
    return new Value(isInteger ? types.LUA_TNUMINT : types.LUA_TNUMFLT, value)
  }

  #fieldsOf(L: State, shape: RecordShape): readonly Field[] {
    const known = this.#fields.get(shape)
    if (known) return known
    const { blessed, tables } = this.#modules
    const fields = shape.keys.map((key, i) => {
      const name = blessed(L, utf8Bytes(key))
      return { name, hash: tables.hash(name), isFloat: shape.floats[i]! }
    })
    this.#fields.set(shape, fields)
    return fields
  }
}
