import type { Lua, Thread } from '../../lua/engine.ts'
import { jsonValues } from '../json-values.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Column, Result, Row, SqlValue } from './driver.ts'

/** Makes Lua tables of rows. */
export interface RowTables {
  /**
   * Pushes the rows as an array of tables, with `affected_rows` and `insert_id`. It has the metatable
   * `json.array_mt`, so that `json.encode` writes it as an array, an empty one too.
   */
  pushResult(t: Thread, result: Result): number
  /** Pushes a table for one row. */
  pushRow(t: Thread, columns: readonly Column[], row: Row): number
  /** Pushes an id, or nil. */
  pushId(t: Thread, id: number | bigint | undefined): void
}

/** `empty` says what NULL becomes: no field at all, or `json.null`. */
export const rowTables = (lua: Lua, empty: DatabaseTarget['null']): RowTables => {
  const { arrayMt, null: nullRef } = jsonValues(lua)
  const keepsNull = empty === 'json'

  const pushInteger = (t: Thread, value: bigint): void => {
    lua.pushBigInt(t, value)
    if (lua.isInteger(t, -1) || Number.isSafeInteger(Number(value))) return
    // An engine without such an integer gets all its digits, which can be sent back as they are.
    lua.pop(t, 1)
    lua.pushLatin1(t, value.toString())
  }

  const pushValue = (t: Thread, value: Exclude<SqlValue, null>, isFloat: boolean): void => {
    switch (typeof value) {
      case 'string':
        return lua.pushText(t, value)
      case 'number':
        return isFloat ? lua.pushFloat(t, value) : lua.pushNumber(t, value)
      case 'bigint':
        return pushInteger(t, value)
      case 'boolean':
        return lua.pushBoolean(t, value)
      default:
        return lua.pushBytes(t, value)
    }
  }

  /** Pushes the row's table; the columns' names lie on the stack from `keys` on. */
  const pushFields = (t: Thread, keys: number, columns: readonly Column[], row: Row): void => {
    const count = columns.length
    lua.pushTable(t, 0, count)
    for (let i = 0; i < count; i++) {
      const value = row[i]!
      if (value === null && !keepsNull) continue
      lua.pushValue(t, keys + i)
      if (value === null) lua.pushRef(t, nullRef)
      else pushValue(t, value, columns[i]!.isFloat)
      lua.rawSet(t, -3)
    }
  }

  const pushKeys = (t: Thread, columns: readonly Column[]): number => {
    lua.reserve(t, columns.length + 6)
    const keys = lua.top(t) + 1
    for (const { name } of columns) lua.pushKey(t, name)
    return keys
  }

  const pushId = (t: Thread, id: number | bigint | undefined): void => {
    if (id === undefined) lua.pushNil(t)
    else pushInteger(t, BigInt(id))
  }

  return {
    pushId,
    pushResult(t, { columns, rows, affectedRows, insertId }) {
      lua.reserve(t, 4)
      lua.pushTable(t, rows.length, 2)
      const table = lua.top(t)
      lua.pushNumber(t, affectedRows)
      lua.setField(t, table, 'affected_rows')
      if (insertId !== undefined) {
        pushId(t, insertId)
        lua.setField(t, table, 'insert_id')
      }
      const keys = pushKeys(t, columns)
      let n = 0
      for (const row of rows) {
        pushFields(t, keys, columns, row)
        lua.rawSetIndex(t, table, ++n)
      }
      lua.setTop(t, table)
      lua.pushRef(t, arrayMt)
      lua.setMetatable(t, table)
      return 1
    },
    pushRow(t, columns, row) {
      pushFields(t, pushKeys(t, columns), columns, row)
      return 1
    },
  }
}
