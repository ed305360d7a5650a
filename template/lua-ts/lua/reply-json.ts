import { isUtf8 } from 'node:buffer'
import { BadReplyError } from '../host/errors.ts'
import { encodeValue, JsonMethodError } from '../modules/json.ts'
import { jsonValues } from '../modules/json-values.ts'
import { LuaType, Resumed } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { shownValue } from './shown-value.ts'

// Lists that callers look for, and that Lua can't tell from an object while nothing is in them: which of a batch's
// messages failed, as Lambda's event sources read it.
const listNames = ['batchItemFailures'] as const

/** Writes what handlers return as JSON. */
export class ReplyJson {
  readonly #lua: Lua

  constructor(lua: Lua) {
    this.#lua = lua
  }

  /** The JSON text of the table at `index`. @throws BadReplyError that says what JSON can't express */
  encoded(t: Thread, index: number): Uint8Array {
    try {
      return encodeValue(this.#lua, t, index, undefined, 'refused')
    } catch (error) {
      if (error instanceof JsonMethodError) return this.#encodedWithMethods(t, index)
      if (!(error instanceof Error)) throw error
      throw new BadReplyError(`Cannot send the returned ${this.#lua.typeName(t, index)} as JSON: ${error.message}`, { cause: error })
    }
  }

  /** As `encoded`, for the answer to an event: a value of any type that JSON has, in UTF-8. @throws BadReplyError */
  value(t: Thread, index: number): Uint8Array {
    if (this.#lua.type(t, index) === LuaType.table) this.#markLists(t, index)
    const text = this.encoded(t, index)
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
  #encodedWithMethods(t: Thread, index: number): Uint8Array {
    const lua = this.#lua
    const encoder = lua.newThread()
    try {
      lua.pushFunction(encoder, this.#encode)
      lua.pushValue(t, index)
      lua.move(t, encoder, 1)
      if (lua.resume(encoder, lua.main, 1) === Resumed.done) return lua.toBytes(encoder, -1)!
      throw new BadReplyError(`Cannot send the returned table as JSON: ${shownValue(lua, encoder, -1)}`)
    } finally {
      lua.freeThread(encoder)
    }
  }
}
