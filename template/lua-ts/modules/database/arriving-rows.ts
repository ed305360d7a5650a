import { LuaError } from '../../lua/engine.ts'
import type { Lua, Thread } from '../../lua/engine.ts'
import { hold } from '../../lua/run.ts'
import type { Run } from '../../lua/run.ts'
import type { Arrive, Result } from './driver.ts'
import type { RowTables } from './row-tables.ts'

/**
 * The list of a result whose rows come in pieces: it makes tables of those that are there while the server sends the
 * others, so that the two overlap, and the end of a big result doesn't keep other requests waiting.
 */
export class ArrivingRows {
  readonly #lua: Lua
  readonly #tables: RowTables
  readonly #run: Run
  /** A thread of its own, since Lua may throw, with the list on it; there is none before the first piece. */
  #thread: Thread | undefined
  #length = 0
  /** Nobody takes the list any more, or there was no memory for it. */
  #over = false
  #forget: (() => void) | undefined

  constructor(lua: Lua, tables: RowTables, run: Run) {
    this.#lua = lua
    this.#tables = tables
    this.#run = run
  }

  /** Takes a piece of the rows, while no Lua runs. */
  readonly add: Arrive = (columns, rows) => {
    if (this.#over) return
    const t = (this.#thread ??= this.#begun())
    this.#over = !this.#tables.trySetRows(t, this.#length + 1, columns, rows)
    this.#length += rows.length
  }

  /** Pushes the list, with the rows of the result as its last. @throws LuaError */
  push(t: Thread, { columns, rows }: Result): void {
    const lua = this.#lua
    lua.reserve(t, 1)
    if (!this.#thread) lua.pushTable(t, rows.length, 2)
    else {
      lua.move(this.#thread, t, 1)
      const failed = this.#over
      this.#forget?.()
      this.#end()
      if (failed) throw new LuaError(lua.toText(t, -1) ?? 'not enough memory', { level: 0 })
    }
    this.#tables.setRows(t, this.#length + 1, columns, rows)
  }

  #begun(): Thread {
    this.#forget = hold(this.#run, () => this.#end())
    const t = this.#lua.newThread()
    // What it does is soon done, and on wasm a tick costs time at each instruction.
    this.#lua.clearTick(t)
    this.#lua.pushTable(t, 0, 2)
    return t
  }

  #end(): void {
    this.#over = true
    if (this.#thread) this.#lua.freeThread(this.#thread)
    this.#thread = undefined
  }
}
