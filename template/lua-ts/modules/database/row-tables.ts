import type { Lua, Thread } from '../../lua/engine.ts'
import { pushExactInteger } from '../../lua/records.ts'
import type { RecordShape } from '../../lua/records.ts'
import { jsonValues } from '../json-values.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Column, Result, Row } from './driver.ts'

/** Shapes that are kept, so that a statement that comes again finds its own. */
const keptShapes = 500

/** Makes Lua tables of rows. */
export interface RowTables {
  /**
   * Pushes the rows as an array of tables, with `affected_rows` and `insert_id`. It has the metatable
   * `json.array_mt`, so that `json.encode` writes it as an array, an empty one too.
   */
  pushResult(t: Thread, result: Result): number
  /** Pushes the rows as an array of tables and nothing else. */
  pushRows(t: Thread, columns: readonly Column[], rows: readonly Row[]): number
  /** Pushes an id, or nil. */
  pushId(t: Thread, id: number | bigint | undefined): void
}

/** `empty` says what NULL becomes: no field at all, or `json.null`. */
export const rowTables = (lua: Lua, empty: DatabaseTarget['null']): RowTables => {
  const { arrayMt, null: nullRef } = jsonValues(lua)
  const shapes = new Map<string, RecordShape>()

  const shapeOf = (columns: readonly Column[]): RecordShape => {
    let key = ''
    for (const { name, isFloat } of columns) key += isFloat ? `${name}\x01` : `${name}\x00`
    let shape = shapes.get(key)
    if (shape) return shape
    shape = { keys: columns.map(({ name }) => name), floats: columns.map(({ isFloat }) => isFloat), null: empty === 'json' ? nullRef : undefined }
    if (shapes.size >= keptShapes) shapes.clear()
    shapes.set(key, shape)
    return shape
  }

  const pushId = (t: Thread, id: number | bigint | undefined): void => {
    if (id === undefined) lua.pushNil(t)
    else pushExactInteger(lua, t, BigInt(id))
  }

  const pushRows: RowTables['pushRows'] = (t, columns, rows) => {
    lua.pushRecords(t, shapeOf(columns), rows)
    return 1
  }

  return {
    pushId,
    pushRows,
    pushResult(t, { columns, rows, affectedRows, insertId }) {
      lua.reserve(t, 4)
      pushRows(t, columns, rows)
      lua.pushNumber(t, affectedRows)
      lua.setField(t, -2, 'affected_rows')
      if (insertId !== undefined) {
        pushId(t, insertId)
        lua.setField(t, -2, 'insert_id')
      }
      lua.pushRef(t, arrayMt)
      lua.setMetatable(t, -2)
      return 1
    },
  }
}
