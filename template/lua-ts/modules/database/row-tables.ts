import { Resumed } from '../../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../../lua/engine.ts'
import { pushExactInteger } from '../../lua/records.ts'
import type { RecordShape } from '../../lua/records.ts'
import { jsonValues } from '../json-values.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Column, Result, Rows } from './driver.ts'

/** Shapes that are kept, so that a statement that comes again finds its own. */
const keptShapes = 500

/** Makes Lua tables of rows. */
export interface RowTables {
  /** Pushes the rows as an array of tables. */
  pushRows(t: Thread, columns: readonly Column[], rows: Rows): number
  /** Sets the items from `first` on of the array on top of the stack. @throws LuaError */
  setRows(t: Thread, first: number, columns: readonly Column[], rows: Rows): void
  /** As `setRows`, for a thread with nothing but the array. False when there was no memory: then a message is in its place. */
  trySetRows(t: Thread, first: number, columns: readonly Column[], rows: Rows): boolean
  /**
   * Completes the array on top of the stack with `affected_rows`, `insert_id` and the metatable `json.array_mt`, so that
   * `json.encode` writes it as an array, an empty one too.
   */
  complete(t: Thread, result: Result): void
  /** Pushes an id, or nil. */
  pushId(t: Thread, id: number | bigint | undefined): void
}

/** `empty` says what NULL becomes: no field at all, or `json.null`. */
export const rowTables = (lua: Lua, empty: DatabaseTarget['null']): RowTables => {
  const { arrayMt, null: nullRef } = jsonValues(lua)
  const shapes = new Map<string, RecordShape>()

  let last: { readonly columns: readonly Column[]; readonly shape: RecordShape } | undefined

  const shapeOf = (columns: readonly Column[]): RecordShape => {
    if (columns !== last?.columns) last = { columns, shape: keptShape(columns) }
    return last.shape
  }

  const keptShape = (columns: readonly Column[]): RecordShape => {
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

  const setRows: RowTables['setRows'] = (t, first, columns, rows) => lua.setRecords(t, first, shapeOf(columns), rows)

  let tried: Parameters<RowTables['setRows']> | undefined
  // One function for all rows: Lua keeps each that it is given.
  const setTried: HostFunction = (t) => {
    const [, first, columns, rows] = tried!
    setRows(t, first, columns, rows)
    return 1
  }

  return {
    pushId,
    setRows,
    pushRows(t, columns, rows) {
      lua.pushTable(t, rows.length)
      setRows(t, 1, columns, rows)
      return 1
    },
    trySetRows(...rows) {
      const [t] = tried = rows
      lua.pushFunction(t, setTried)
      lua.insert(t, -2)
      const resumed = lua.resume(t, lua.main, 1)
      tried = undefined
      return resumed === Resumed.done
    },
    complete(t, { affectedRows, insertId }) {
      lua.reserve(t, 2)
      lua.pushNumber(t, affectedRows)
      lua.setField(t, -2, 'affected_rows')
      if (insertId !== undefined) {
        pushId(t, insertId)
        lua.setField(t, -2, 'insert_id')
      }
      lua.pushRef(t, arrayMt)
      lua.setMetatable(t, -2)
    },
  }
}
