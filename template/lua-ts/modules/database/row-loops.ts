import type { HostFunction, Lua, Thread } from '../../lua/engine.ts'
import { hold } from '../../lua/run.ts'
import type { Scheduler } from '../../lua/scheduler.ts'
import type { DatabaseCalls } from './calls.ts'
import type { OpenRows } from './database.ts'
import type { Row } from './driver.ts'
import { Handles } from '../../lua/handles.ts'
import type { RowTables } from './row-tables.ts'

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

  constructor(lua: Lua, scheduler: Scheduler, calls: DatabaseCalls) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#calls = calls
    this.#loops = new Handles(lua)
    lua.pushTable(lua.main, 0, 1)
    lua.pushFunction(lua.main, this.#closed)
    lua.setField(lua.main, -2, '__close')
    this.#metatable = lua.ref(lua.main)
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
    lua.pushFloat(t, id)
    lua.pushFunction(t, this.#next, 1)
    lua.pushNil(t)
    lua.pushNil(t)
    this.#loops.push(t, id, this.#metatable)
    return 4
  }

  readonly #next: HostFunction = (t) => {
    const id = this.#lua.toNumber(t, this.#lua.upvalue(1))!
    const loop = this.#loops.get(id)
    if (!loop) {
      this.#lua.pushNil(t)
      return 1
    }
    if (loop.at < loop.piece.length) return this.#pushRow(t, loop)
    return this.#calls.wait(t, (stop) => loop.rows.next(stop), (thread, piece) => {
      loop.piece = piece
      loop.at = 0
      if (piece.length > 0) return this.#pushRow(thread, loop)
      this.#end(id)
      this.#lua.pushNil(thread)
      return 1
    })
  }

  #pushRow(t: Thread, loop: RowLoop): number {
    return loop.tables.pushRow(t, loop.rows.columns, loop.piece[loop.at++]!)
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
