import { LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'

/**
 * Things of the host that tables stand for in Lua. Such a table keeps a number and has a metatable that all of its kind
 * share, so that nothing is registered with the engine for each.
 */
export class Handles<T> {
  readonly #lua: Lua
  readonly #known = new Map<number, T>()
  readonly #idKey: number
  #last = 0

  constructor(lua: Lua) {
    this.#lua = lua
    // The key of the number in such a table is a table of the host's own, so no user code names it.
    lua.pushTable(lua.main)
    this.#idKey = lua.ref(lua.main)
  }

  /** How many are known; for tests that look for leaks. */
  get size(): number {
    return this.#known.size
  }

  add(value: T): number {
    this.#known.set(++this.#last, value)
    return this.#last
  }

  get(id: number): T | undefined {
    return this.#known.get(id)
  }

  delete(id: number): void {
    this.#known.delete(id)
  }

  /** Pushes a new table that stands for the thing, with the metatable kept under `metatable`. */
  push(t: Thread, id: number, metatable: number): void {
    const lua = this.#lua
    lua.reserve(t, 4)
    lua.pushTable(t, 0, 2)
    lua.pushRef(t, this.#idKey)
    lua.pushFloat(t, id)
    lua.rawSet(t, -3)
    lua.pushRef(t, metatable)
    lua.setMetatable(t, -2)
  }

  /** The number of the thing that the value at `index` stands for, or undefined. */
  idAt(t: Thread, index: number): number | undefined {
    const lua = this.#lua
    if (lua.type(t, index) !== LuaType.table) return undefined
    lua.reserve(t, 2)
    const table = lua.absIndex(t, index)
    lua.pushRef(t, this.#idKey)
    lua.rawGet(t, table)
    const id = lua.toNumber(t, -1)
    lua.pop(t, 1)
    return id
  }
}
