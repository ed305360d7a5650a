import type { State } from 'fengari'
import type { FengariTable, TableValue } from 'fengari/src/ltable.js'
import { latin1Bytes, utf8Bytes } from './byte-strings.ts'
import { append, setField } from './fengari-fields.ts'
import type { Field } from './fengari-fields.ts'
import type { FengariModules } from './fengari-modules.ts'
import { FengariValues } from './fengari-values.ts'
import { arePacked } from './packed-rows.ts'
import type { Rows } from './packed-rows.ts'
import { RowText } from './row-text.ts'
import type { RecordRow, RecordShape, RecordValue } from './records.ts'

/** Makes tables of rows in fengari: it builds them as fengari keeps them, without going through Lua's stack. */
export class FengariRecords {
  readonly #modules: FengariModules
  readonly #fields = new WeakMap<RecordShape, readonly Field[]>()
  readonly #text = new RowText()
  readonly #values: FengariValues

  constructor(modules: FengariModules, L: State) {
    this.#modules = modules
    this.#values = new FengariValues(modules, L)
  }

  /** Sets the items from `first` on of the list on top of the stack. */
  set(L: State, first: number, shape: RecordShape, rows: Rows): void {
    const { api, tables: { Value, types } } = this.#modules
    const fields = this.#fieldsOf(L, shape)
    let nothing: TableValue | undefined
    if (shape.null !== undefined) {
      api.lua_rawgeti(L, api.LUA_REGISTRYINDEX, shape.null)
      nothing = L.stack[L.top - 1]
      api.lua_settop(L, -2)
    }
    const list = api.lua_topointer(L, -1) as FengariTable
    const packed = arePacked(rows)
    if (packed) this.#values.begin(L, fields, nothing, rows)
    try {
      for (let i = 0; i < rows.length; i++) {
        if (!packed) this.#text.reach(rows, i)
        const table = packed ? this.#values.record(rows, i) : this.#record(L, fields, rows[i]!, nothing)
        const record = new Value(types.LUA_TTABLE, table)
        append(list, first + i, { key: new Value(types.LUA_TNUMINT, first + i), value: record, p: list.l, n: undefined })
      }
    } finally {
      // Also of rows whose strings were too long: what was seen there says nothing of others.
      this.#text.end()
      for (const field of fields) forget(field)
    }
  }

  #record(L: State, fields: readonly Field[], row: RecordRow, nothing: TableValue | undefined): FengariTable {
    const { Value, newTable } = this.#modules.tables
    const table = newTable(L)
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!
      const given = row[i]!
      const value = given !== null ? this.#value(L, given, field) : nothing && new Value(nothing.type, nothing.value)
      if (value) setField(table, field, value)
    }
    return table
  }

  #value(L: State, value: Exclude<RecordValue, null>, field: Field): TableValue {
    const { tables: { Value, types }, blessed } = this.#modules
    switch (typeof value) {
      case 'string': {
        if (value === field.text) this.#text.skip(value)
        else {
          field.text = value
          field.string = blessed(L, this.#text.take(value))
        }
        return new Value(types.LUA_TLNGSTR, field.string)
      }
      case 'number':
        return this.#number(value, field.isFloat)
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
    const { blessed, tables: { Value, types, hash } } = this.#modules
    const fields = shape.keys.map((key, i): Field => {
      const name = blessed(L, utf8Bytes(key))
      return { key: new Value(types.LUA_TLNGSTR, name), hash: hash(name), isFloat: shape.floats[i]!, text: undefined, at: 0, length: -1, string: undefined }
    })
    this.#fields.set(shape, fields)
    return fields
  }
}

const forget = (field: Field): void => {
  field.text = field.string = undefined
  field.length = -1
}
