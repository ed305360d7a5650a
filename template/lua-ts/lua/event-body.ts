import { headerOf } from '../host/header.ts'
import { JsonError, pushJson } from '../modules/json.ts'
import { LuaError, LuaType } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { pushParameters } from './event-tables.ts'
import type { Exchange, Exchanges } from './exchange.ts'
import type { ReplyErrors } from './reply-error.ts'
import type { Scheduler } from './scheduler.ts'

export interface EventOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly exchanges: Exchanges
  readonly errors: ReplyErrors
  readonly maxBodyBytes: number
}

/** What an event does with its request's body: whole, in pieces, as JSON, as parameters. It waits where it must. */
export class EventBody {
  readonly #lua: Lua
  readonly #scheduler: Scheduler
  readonly #exchanges: Exchanges
  readonly #errors: ReplyErrors
  readonly #maxBodyBytes: number
  /** The key under which an event keeps the parameters of its body. */
  readonly #parametersKey: number

  constructor({ lua, scheduler, exchanges, errors, maxBodyBytes }: EventOptions) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#exchanges = exchanges
    this.#errors = errors
    this.#maxBodyBytes = maxBodyBytes
    lua.pushTable(lua.main)
    this.#parametersKey = lua.ref(lua.main)
  }

  /** Goes on with the whole body, now or when it has come. */
  whole(t: Thread, exchange: Exchange, then: (t: Thread, bytes: Uint8Array) => number): number {
    let bytes
    try {
      bytes = exchange.readWhole(this.#maxBodyBytes)
    } catch (error) {
      throw this.#errors.from(error)
    }
    if (!(bytes instanceof Promise)) return then(t, bytes)
    return this.#waitFor(t, bytes, then)
  }

  #waitFor<T>(t: Thread, promise: Promise<T>, then: (t: Thread, value: T) => number): number {
    return this.#scheduler.waitFor(t, promise.catch((error: unknown) => { throw this.#errors.from(error) }), then)
  }

  readonly json: HostFunction = (t) => {
    const exchange = this.#exchanges.at(t, 'event')
    return this.whole(t, exchange, (thread, bytes) => {
      try {
        pushJson(this.#lua, thread, bytes)
        return 1
      } catch (error) {
        if (!(error instanceof JsonError)) throw error
        throw this.#errors.reply(400, `Request body is not JSON: ${error.message}`)
      }
    })
  }

  readonly read: HostFunction = (t) => {
    const lua = this.#lua
    const exchange = this.#exchanges.at(t, 'event')
    const limit = lua.type(t, 2) > LuaType.nil ? lua.toNumber(t, 2) : Infinity
    if (limit === undefined || !(limit === Infinity || (Number.isInteger(limit) && limit >= 1))) throw new LuaError('bad argument #1 to \'read\' (whole number of bytes from 1 expected)')
    if (exchange.bodyState === 'whole') return this.#piece(t, exchange, undefined, limit)
    exchange.bodyState = 'pieces'
    const piece = exchange.rest ?? exchange.call.event.body.read()
    if (piece instanceof Promise) return this.#waitFor(t, piece, (thread, bytes) => this.#piece(thread, exchange, bytes, limit))
    return this.#piece(t, exchange, piece, limit)
  }

  #piece(t: Thread, exchange: Exchange, piece: Uint8Array | undefined, limit: number): number {
    exchange.rest = undefined
    if (!piece) this.#lua.pushNil(t)
    else if (piece.length > limit) {
      exchange.rest = piece.subarray(limit)
      this.#lua.pushBytes(t, piece.slice(0, limit))
    } else this.#lua.pushBytes(t, piece)
    return 1
  }

  /** A name that is no field: a parameter of the body, else of the query, else nil. */
  parameter(t: Thread, exchange: Exchange): number {
    if (exchange.parsed || !exchange.hasBody || !mayHoldParameters(headerOf(exchange.call.event.headers, 'content-type'))) return this.#found(t, exchange)
    return this.whole(t, exchange, (thread, bytes) => {
      this.#parseBody(thread, exchange, bytes)
      return this.#found(thread, exchange)
    })
  }

  #found(t: Thread, exchange: Exchange): number {
    const lua = this.#lua
    if (!exchange.parsed && exchange.whole) this.#parseBody(t, exchange, exchange.whole)
    if (exchange.parsed) {
      lua.pushRef(t, this.#parametersKey)
      if (lua.rawGet(t, 1) === LuaType.table) {
        lua.pushValue(t, 2)
        if (lua.rawGet(t, -2) !== LuaType.nil) return 1
      }
    }
    if (exchange.call.event.query === '') return 0
    lua.getField(t, 1, 'query')
    lua.pushValue(t, 2)
    lua.rawGet(t, -2)
    return 1
  }

  /** Keeps the fields of a JSON object, or of a form, in the event. A body that is neither has no parameters. */
  #parseBody(t: Thread, exchange: Exchange, bytes: Uint8Array): void {
    const lua = this.#lua
    exchange.parsed = true
    const type = headerOf(exchange.call.event.headers, 'content-type')
    if (!mayHoldParameters(type)) return
    const top = lua.top(t)
    lua.pushRef(t, this.#parametersKey)
    // curl -d sends JSON under the type of a form, so what counts first is how the body begins.
    if (beginsObject(bytes)) {
      try {
        pushJson(lua, t, bytes)
      } catch (error) {
        if (!(error instanceof JsonError)) throw error
        lua.setTop(t, top)
        return
      }
    } else if (type?.includes('urlencoded')) pushParameters(lua, t, Buffer.from(bytes).toString('latin1'), 'last')
    else lua.pushNil(t)
    lua.rawSet(t, 1)
    lua.setTop(t, top)
  }
}

const mayHoldParameters = (type: string | undefined): boolean =>
  type === undefined || /json|urlencoded|text\/plain/i.test(type)

const beginsObject = (bytes: Uint8Array): boolean => {
  for (const byte of bytes) {
    if (byte === 0x7b) return true
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false
  }
  return false
}
