import { collect } from '../host/body.ts'
import type { Call } from '../host/call.ts'
import { LuaError, LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import { Handles } from './handles.ts'

/** How far a request's body has been taken: not at all, in pieces, or whole. */
type BodyState = 'unread' | 'pieces' | 'whole'

/** One call as Lua works on it: what it read of the request, what it said of the reply so far. */
export class Exchange {
  readonly call: Call
  /** Status that the handler set with `context:status`. */
  status: number | undefined
  /** Header lines that the handler set with `context:header`: name, value, name, value … */
  headers: string[] = []
  /** What is left of a body piece of which `event:read(n)` took only the first bytes. */
  rest: Uint8Array | undefined
  bodyState: BodyState = 'unread'
  whole: Uint8Array | undefined
  /** References to the functions that run once the reply is sent. */
  deferred: number[] | undefined
  /** True once the parameters of the body were looked for. */
  parsed = false

  constructor(call: Call) {
    this.call = call
  }

  /** Whether there is a body that could still be read whole. */
  get hasBody(): boolean {
    return this.bodyState === 'unread' && this.call.event.body.length !== 0
  }

  /** The whole body, at once if it is here. @throws BodyTooLargeError, LuaError after `event:read` */
  readWhole(maxBytes: number): Uint8Array | Promise<Uint8Array> {
    if (this.whole) return this.whole
    if (this.bodyState === 'pieces') throw new LuaError('the body was already read in pieces with event:read or event:chunks')
    this.bodyState = 'whole'
    const bytes = collect(this.call.event.body, maxBytes)
    if (!(bytes instanceof Promise)) return (this.whole = bytes)
    return bytes.then((all) => (this.whole = all))
  }
}

/** The calls that Lua works on, found by the tables that stand for them in Lua. */
export class Exchanges {
  readonly #lua: Lua
  readonly #open: Handles<Exchange>

  constructor(lua: Lua) {
    this.#lua = lua
    this.#open = new Handles(lua)
  }

  open(exchange: Exchange): number {
    return this.#open.add(exchange)
  }

  close(id: number): void {
    this.#open.delete(id)
  }

  /** Pushes a table that stands for an open call, with the metatable kept under `metatable`. */
  push(t: Thread, id: number, metatable: number): void {
    this.#open.push(t, id, metatable)
  }

  /** The call that argument 1 of a host function stands for. @throws LuaError */
  at(t: Thread, what: 'event' | 'context'): Exchange {
    const id = this.#open.idAt(t, 1)
    if (id === undefined) {
      const got = this.#lua.type(t, 1) === LuaType.table ? 'another table' : this.#lua.typeName(t, 1)
      throw new LuaError(`bad self (${what} expected, got ${got}); write ${what}:name(…) with a colon`)
    }
    const exchange = this.#open.get(id)
    if (!exchange) throw new LuaError(`this ${what} is over: its request has been answered`)
    return exchange
  }

  /** How many calls are open; for tests that look for leaks. */
  get size(): number {
    return this.#open.size
  }
}
