import type { HostFunction, Lua, Thread } from '../../lua/engine.ts'
import { hold } from '../../lua/run.ts'
import type { Scheduler } from '../../lua/scheduler.ts'
import type { Tapes } from '../../lua/tapes.ts'
import type { DatabaseCalls } from './calls.ts'
import type { OpenRows } from './database.ts'
import type { Row } from './driver.ts'
import { Handles } from '../../lua/handles.ts'
import { rowBytes } from './row-pieces.ts'
import type { RowTables } from './row-tables.ts'

/** Rows that go into Lua at a time, and about how many bytes. */
const mostRowsAtOnce = 128
const mostBytesAtOnce = 64 * 1024

// In Lua, since most rows are already there: those cost a call within Lua.
const source = `
local fetch = ...
local none = {}
return function(id)
  local rows, at = none, 0
  return function()
    at = at + 1
    local row = rows[at]
    if row then return row end
    rows, at = fetch(id) or none, 1
    return rows[1]
  end
end`

/** A loop over rows: the piece that is here, and where the next one comes from. */
interface RowLoop {
  readonly rows: OpenRows
  readonly tables: RowTables
  piece: readonly Row[]
  at: number
  /** Takes the loop off the list of what its run holds. */
  readonly forget: () => void
}

/** Makes streams of rows into what Lua's `for … in` takes. */
export class RowLoops {
  readonly #lua: Lua
  readonly #scheduler: Scheduler
  readonly #calls: DatabaseCalls
  readonly #loops: Handles<RowLoop>
  readonly #metatable: number
  /** A reference to the Lua function that makes the iterator of a loop. */
  readonly #iterator: number

  constructor(lua: Lua, scheduler: Scheduler, calls: DatabaseCalls, tapes: Tapes) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#calls = calls
    this.#loops = new Handles(lua)
    lua.pushTable(lua.main, 0, 1)
    lua.pushFunction(lua.main, this.#closed)
    lua.setField(lua.main, -2, '__close')
    this.#metatable = lua.ref(lua.main)
    lua.load(lua.main, Buffer.from(source), '=[database]')
    lua.pushFunction(lua.main, tapes.taped('database', { fetch: this.#fetch }, 'ambient').fetch)
    lua.call(lua.main, 1, 1)
    this.#iterator = lua.ref(lua.main)
    tapes.addKind('database rows', this.#metatable, true)
    tapes.addFunction('database.next', (t) => this.#pushIterator(t, 0))
  }

  /** Loops that have not ended. */
  get size(): number {
    return this.#loops.size
  }

  /** Pushes the iterator, and for Lua 5.4 the value that ends the stream when the loop is left early. */
  push(t: Thread, rows: OpenRows, tables: RowTables): number {
    const lua = this.#lua
    lua.reserve(t, 4)
    const close = () => this.#end(id)
    const id = this.#loops.add({ rows, tables, piece: [], at: 0, forget: hold(this.#scheduler.current!, close) })
    this.#pushIterator(t, id)
    lua.pushNil(t)
    lua.pushNil(t)
    this.#loops.push(t, id, this.#metatable)
    return 4
  }

  #pushIterator(t: Thread, id: number): void {
    this.#lua.pushRef(t, this.#iterator)
    this.#lua.pushFloat(t, id)
    this.#lua.call(t, 1, 1)
  }

  readonly #fetch: HostFunction = (t) => {
    const id = this.#lua.toNumber(t, 1)!
    const loop = this.#loops.get(id)
    if (!loop) return 0
    if (loop.at < loop.piece.length) return this.#pushRows(t, loop)
    return this.#calls.wait(t, (stop) => loop.rows.next(stop), (thread, piece) => {
      loop.piece = piece
      loop.at = 0
      if (piece.length > 0) return this.#pushRows(thread, loop)
      this.#end(id)
      return 0
    })
  }

  #pushRows(t: Thread, loop: RowLoop): number {
    const from = loop.at
    loop.at = endOfBatch(loop.piece, from)
    return loop.tables.pushRows(t, loop.rows.columns, loop.piece.slice(from, loop.at))
  }

  readonly #closed: HostFunction = (t) => {
    const id = this.#loops.idAt(t, 1)
    if (id !== undefined) this.#end(id)
    return 0
  }

  #end(id: number): void {
    const loop = this.#loops.get(id)
    if (!loop) return
    this.#loops.delete(id)
    loop.forget()
    void loop.rows.close()
  }
}

const endOfBatch = (rows: readonly Row[], from: number): number => {
  const last = Math.min(rows.length, from + mostRowsAtOnce)
  let at = from
  for (let bytes = 0; at < last && bytes < mostBytesAtOnce; at++) bytes += rowBytes(rows[at]!)
  return at
}
