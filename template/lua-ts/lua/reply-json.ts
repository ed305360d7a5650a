import { isUtf8 } from 'node:buffer'
import type { Call } from '../host/call.ts'
import { BadReplyError, DeadlineError } from '../host/errors.ts'
import { encodeValue, JsonMethodError } from '../modules/json.ts'
import { jsonValues } from '../modules/json-values.ts'
import { LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import type { Scheduler } from './scheduler.ts'
import { shownValue } from './shown-value.ts'

// Lists that callers look for, and that Lua can't tell from an object while nothing is in them: which of a batch's
// messages failed, as Lambda's event sources read it.
const listNames = ['batchItemFailures'] as const

/** Writes what handlers return as JSON. */
export class ReplyJson {
  readonly #lua: Lua
  readonly #scheduler: Scheduler

  constructor(lua: Lua, scheduler: Scheduler) {
    this.#lua = lua
    this.#scheduler = scheduler
  }

  /**
   * The JSON text of the table at `index`, for the answer to `call`.
   * @throws BadReplyError that says what JSON can't express, DeadlineError when a `__json` function takes too long
   */
  encoded(t: Thread, index: number, call: Call): Uint8Array {
    try {
      return encodeValue(this.#lua, t, index, undefined, 'refused')
    } catch (error) {
      if (error instanceof JsonMethodError) return this.#encodedWithMethods(t, index, call)
      if (!(error instanceof Error)) throw error
      throw new BadReplyError(`Cannot send the returned ${this.#lua.typeName(t, index)} as JSON: ${error.message}`, { cause: error })
    }
  }

  /** As `encoded`, for the answer to an event: a value of any type that JSON has, in UTF-8. @throws as `encoded` */
  value(t: Thread, index: number, call: Call): Uint8Array {
    if (this.#lua.type(t, index) === LuaType.table) this.#markLists(t, index)
    const text = this.encoded(t, index, call)
    if (isUtf8(text)) return text
    throw new BadReplyError('Cannot send the returned value as JSON: it holds a string that is not UTF-8; send such bytes as base64')
  }

  #markLists(t: Thread, index: number): void {
    const lua = this.#lua
    const table = lua.absIndex(t, index)
    lua.reserve(t, 4)
    for (const name of listNames) {
      lua.pushKey(t, name)
      if (lua.rawGet(t, table) === LuaType.table && !this.#hasMetatable(t)) {
        lua.pushRef(t, jsonValues(lua).arrayMt)
        lua.setMetatable(t, -2)
      }
      lua.pop(t, 1)
    }
  }

  #hasMetatable(t: Thread): boolean {
    if (!this.#lua.getMetatable(t, -1)) return false
    this.#lua.pop(t, 1)
    return true
  }

  readonly #encode: HostFunction = (t) => {
    this.#lua.pushBytes(t, encodeValue(this.#lua, t, 1))
    return 1
  }

  /** As `encoded`, on a thread of its own where an error of a `__json` function can be caught. */
  #encodedWithMethods(t: Thread, index: number, call: Call): Uint8Array {
    const lua = this.#lua
    const encoder = lua.newThread()
    try {
      lua.pushFunction(encoder, this.#encode)
      lua.pushValue(t, index)
      lua.move(t, encoder, 1)
      const { deadlineMs, limit } = call
      const outcome = this.#scheduler.finish(encoder, 1, { deadlineMs, call, limit })
      if (outcome === 'done') return lua.toBytes(encoder, -1)!
      const reason = `Cannot send the returned table as JSON: ${shownValue(lua, this.#scheduler, encoder, -1)}`
      throw outcome === 'deadline' ? new DeadlineError(reason) : new BadReplyError(reason)
    } finally {
      lua.freeThread(encoder)
    }
  }
}
