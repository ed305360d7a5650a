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
export class RowTables {
  readonly #lua: Lua
  readonly #nothing: number | undefined
  readonly #arrayMetatable: number
  readonly #shapes = new Map<string, RecordShape>()
  #last: { readonly columns: readonly Column[]; readonly shape: RecordShape } | undefined
  #tried: readonly [first: number, columns: readonly Column[], rows: Rows] | undefined

  /** `empty` says what NULL becomes: no field at all, or `json.null`. */
  constructor(lua: Lua, empty: DatabaseTarget['null']) {
    const { arrayMt, null: nullRef } = jsonValues(lua)
    this.#lua = lua
    this.#nothing = empty === 'json' ? nullRef : undefined
    this.#arrayMetatable = arrayMt
  }

  /** Pushes the rows as an array of tables. */
  pushRows(t: Thread, columns: readonly Column[], rows: Rows): number {
    this.#lua.pushTable(t, rows.length)
    this.setRows(t, 1, columns, rows)
    return 1
  }

  /** Sets the items from `first` on of the array on top of the stack. @throws LuaError */
  setRows(t: Thread, first: number, columns: readonly Column[], rows: Rows): void {
    this.#lua.setRecords(t, first, this.#shapeOf(columns), rows)
  }

  /** As `setRows`, for a thread with nothing but the array. False when there was no memory: then a message is in its place. */
  trySetRows(t: Thread, first: number, columns: readonly Column[], rows: Rows): boolean {
    const lua = this.#lua
    this.#tried = [first, columns, rows]
    lua.pushFunction(t, this.#setTried)
    lua.insert(t, -2)
    const resumed = lua.resume(t, lua.main, 1)
    this.#tried = undefined
    return resumed === Resumed.done
  }

  /**
   * Completes the array on top of the stack with `affected_rows`, `insert_id` and the metatable `json.array_mt`, so that
   * `json.encode` writes it as an array, an empty one too.
   */
  complete(t: Thread, { affectedRows, insertId }: Result): void {
    const lua = this.#lua
    lua.reserve(t, 2)
    lua.pushNumber(t, affectedRows)
    lua.setField(t, -2, 'affected_rows')
    if (insertId !== undefined) {
      this.pushId(t, insertId)
      lua.setField(t, -2, 'insert_id')
    }
    lua.pushRef(t, this.#arrayMetatable)
    lua.setMetatable(t, -2)
  }

  /** Pushes an id, or nil. */
  pushId(t: Thread, id: number | bigint | undefined): void {
    if (id === undefined) this.#lua.pushNil(t)
    else pushExactInteger(this.#lua, t, BigInt(id))
  }

  // One function for all rows: Lua keeps each that it is given.
  readonly #setTried: HostFunction = (t) => {
    this.setRows(t, ...this.#tried!)
    return 1
  }

  #shapeOf(columns: readonly Column[]): RecordShape {
    if (columns !== this.#last?.columns) this.#last = { columns, shape: this.#keptShape(columns) }
    return this.#last.shape
  }

  #keptShape(columns: readonly Column[]): RecordShape {
    let key = ''
    for (const { name, isFloat } of columns) key += isFloat ? `${name}\x01` : `${name}\x00`
    let shape = this.#shapes.get(key)
    if (shape) return shape
    shape = { keys: columns.map(({ name }) => name), floats: columns.map(({ isFloat }) => isFloat), null: this.#nothing }
    if (this.#shapes.size >= keptShapes) this.#shapes.clear()
    this.#shapes.set(key, shape)
    return shape
  }
}
