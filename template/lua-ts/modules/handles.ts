import { LuaError, LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { methodsMetatable } from './lua-face.ts'

/**
 * Things of the host that Lua code holds as tables. Each table has a number under a key that only the host knows;
 * the methods are those of one metatable, so that nothing is registered with the engine per thing.
 */
export class Handles<T> {
  readonly #lua: Lua
  readonly #what: string
  readonly #open = new Map<number, T>()
  readonly #idKey: number
  #last = 0

  readonly #metatable: number

  /** `what` names such a thing in messages; `methods` are what its tables have. */
  constructor(lua: Lua, what: string, methods: (handles: Handles<T>) => Readonly<Record<string, HostFunction>>) {
    this.#lua = lua
    this.#what = what
    this.#metatable = methodsMetatable(lua, methods(this))
    lua.pushTable(lua.main)
    this.#idKey = lua.ref(lua.main)
  }

  /** Pushes a table that stands for `thing`, and returns the number under which it is known until `delete`. */
  push(t: Thread, thing: T): number {
    const lua = this.#lua
    const id = ++this.#last
    this.#open.set(id, thing)
    lua.reserve(t, 4)
    lua.pushTable(t, 0, 2)
    lua.pushRef(t, this.#idKey)
    lua.pushFloat(t, id)
    lua.rawSet(t, -3)
    lua.pushRef(t, this.#metatable)
    lua.setMetatable(t, -2)
    return id
  }

  /** The thing that argument 1 of the method `name` stands for. @throws LuaError */
  at(t: Thread, name: string): T {
    const lua = this.#lua
    lua.reserve(t, 2)
    let id: number | undefined
    if (lua.type(t, 1) === LuaType.table) {
      lua.pushRef(t, this.#idKey)
      lua.rawGet(t, 1)
      id = lua.toNumber(t, -1)
      lua.pop(t, 1)
    }
    const thing = id === undefined ? undefined : this.#open.get(id)
    if (thing !== undefined) return thing
    throw new LuaError(id === undefined ? `bad self (${this.#what} expected, got ${lua.typeName(t, 1)}); write ${this.#what}:${name}(…) with a colon` : `this ${this.#what} is over`)
  }

  has(id: number): boolean {
    return this.#open.has(id)
  }

  delete(id: number): void {
    this.#open.delete(id)
  }

  /** How many are open; for tests that look for leaks. */
  get size(): number {
    return this.#open.size
  }
}
