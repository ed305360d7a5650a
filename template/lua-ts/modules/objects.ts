import { LuaError } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { Handles } from '../lua/handles.ts'
import { methodsMetatable } from './lua-face.ts'

/** Things of the host that Lua code holds as tables, all with the same methods. */
export class Objects<T> {
  readonly #lua: Lua
  readonly #what: string
  readonly #open: Handles<T>
  /** A reference to the metatable of all these tables. */
  readonly metatable: number

  /** `what` names such a thing in messages; `methods` are what its tables have. */
  constructor(lua: Lua, what: string, methods: (objects: Objects<T>) => Readonly<Record<string, HostFunction>>) {
    this.#lua = lua
    this.#what = what
    this.#open = new Handles(lua)
    this.metatable = methodsMetatable(lua, methods(this))
  }

  /** Pushes a table that stands for `thing`, and returns the number under which it is known until `delete`. */
  push(t: Thread, thing: T): number {
    const id = this.#open.add(thing)
    this.#open.push(t, id, this.metatable)
    return id
  }

  /** The thing that argument 1 of the method `name` stands for. @throws LuaError */
  at(t: Thread, name: string): T {
    const id = this.#open.idAt(t, 1)
    const thing = id === undefined ? undefined : this.#open.get(id)
    if (thing !== undefined) return thing
    throw new LuaError(id === undefined ? `bad self (${this.#what} expected, got ${this.#lua.typeName(t, 1)}); write ${this.#what}:${name}(…) with a colon` : `this ${this.#what} is over`)
  }

  has(id: number): boolean {
    return this.#open.get(id) !== undefined
  }

  delete(id: number): void {
    this.#open.delete(id)
  }

  /** How many are open; for tests that look for leaks. */
  get size(): number {
    return this.#open.size
  }
}
