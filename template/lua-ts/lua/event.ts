import { headerOf } from '../host/header.ts'
import { pushJson, JsonError } from '../modules/json.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { LuaError, LuaType } from './engine.ts'
import { pushHeaders, pushParameters } from './event-tables.ts'
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

type Field = (t: Thread, exchange: Exchange) => number

/** The names under which an event has its request, in the order in which `pairs` fetches them. */
const fieldNames = [
  'method', 'httpMethod', 'path', 'rawQueryString', 'query', 'queryStringParameters',
  'multiValueQueryStringParameters', 'headers', 'multiValueHeaders', 'isBase64Encoded', 'body',
] as const

/**
 * The `event` that a handler gets: a table that fetches each part of the request when it is first asked for, so
 * that a handler pays for what it uses. An unknown name is looked up in the request's parameters.
 */
export class Events {
  readonly #lua: Lua
  readonly #scheduler: Scheduler
  readonly #exchanges: Exchanges
  readonly #errors: ReplyErrors
  readonly #maxBodyBytes: number
  readonly #fields: ReadonlyMap<string, Field>
  readonly #methods: ReadonlyMap<string, number>
  /** The key under which an event keeps the parameters of its body. */
  readonly #parametersKey: number
  /** The metatable of all events, as a reference. */
  readonly metatable: number

  constructor({ lua, scheduler, exchanges, errors, maxBodyBytes }: EventOptions, prelude: { pairs: number; chunks: number }) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#exchanges = exchanges
    this.#errors = errors
    this.#maxBodyBytes = maxBodyBytes
    this.#fields = this.#fieldTable()
    lua.pushTable(lua.main)
    this.#parametersKey = lua.ref(lua.main)
    this.#methods = new Map([['json', this.#keep(this.#json)], ['read', this.#keep(this.#read)], ['chunks', prelude.chunks]])
    this.metatable = this.#newMetatable(prelude.pairs)
  }

  /** Pushes a plain table with every field of the event at index 1; reads the body for it. */
  readonly fieldsOf: HostFunction = (t) => {
    const exchange = this.#exchanges.at(t, 'event')
    return this.#whole(t, exchange, (thread) => {
      const lua = this.#lua
      lua.pushTable(thread, 0, fieldNames.length)
      for (const name of fieldNames) {
        lua.getField(thread, 1, name)
        lua.setField(thread, -2, name)
      }
      return 1
    })
  }

  readonly #index: HostFunction = (t) => {
    const lua = this.#lua
    const exchange = this.#exchanges.at(t, 'event')
    const name = lua.type(t, 2) === LuaType.string ? lua.toLatin1(t, 2)! : undefined
    if (name === undefined) return 0
    const method = this.#methods.get(name)
    if (method !== undefined) {
      lua.pushRef(t, method)
      return 1
    }
    const field = this.#fields.get(name)
    return field ? field(t, exchange) : this.#parameter(t, exchange)
  }

  #fieldTable(): ReadonlyMap<string, Field> {
    const lua = this.#lua
    const method: Field = (t, { call }) => this.#cache(t, () => lua.pushKey(t, call.event.method))
    const query: Field = (t, { call }) =>
      this.#cache(t, () => pushParameters(lua, t, call.event.query, 'last'), 'query', 'queryStringParameters')
    return new Map<string, Field>([
      ['method', method],
      ['httpMethod', method],
      ['path', (t, { call }) => this.#cache(t, () => lua.pushLatin1(t, call.event.path))],
      ['rawQueryString', (t, { call }) => this.#cache(t, () => lua.pushLatin1(t, call.event.query))],
      ['query', query],
      ['queryStringParameters', query],
      ['multiValueQueryStringParameters', (t, { call }) => this.#cache(t, () => pushParameters(lua, t, call.event.query, 'all'))],
      ['headers', (t, { call }) => this.#cache(t, () => pushHeaders(lua, t, call.event.headers, 'joined'))],
      ['multiValueHeaders', (t, { call }) => this.#cache(t, () => pushHeaders(lua, t, call.event.headers, 'all'))],
      ['isBase64Encoded', (t) => this.#cache(t, () => lua.pushBoolean(t, false))],
      ['body', (t, exchange) =>
        this.#whole(t, exchange, (thread, bytes) => this.#cache(thread, () => lua.pushBytes(thread, bytes)))],
    ])
  }

  /** Pushes a field's value and keeps it in the event under the name at index 2, or under these names. */
  #cache(t: Thread, push: () => void, ...names: readonly string[]): number {
    const lua = this.#lua
    push()
    if (names.length === 0) {
      lua.pushValue(t, 2)
      lua.pushValue(t, -2)
      lua.rawSet(t, 1)
    }
    for (const name of names) {
      lua.pushKey(t, name)
      lua.pushValue(t, -2)
      lua.rawSet(t, 1)
    }
    return 1
  }

  /** Goes on with the whole body, now or when it has come. */
  #whole(t: Thread, exchange: Exchange, then: (t: Thread, bytes: Uint8Array) => number): number {
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

  readonly #json: HostFunction = (t) => {
    const exchange = this.#exchanges.at(t, 'event')
    return this.#whole(t, exchange, (thread, bytes) => {
      try {
        pushJson(this.#lua, thread, bytes)
        return 1
      } catch (error) {
        if (!(error instanceof JsonError)) throw error
        throw this.#errors.reply(400, `Request body is not JSON: ${error.message}`)
      }
    })
  }

  readonly #read: HostFunction = (t) => {
    const lua = this.#lua
    const exchange = this.#exchanges.at(t, 'event')
    const limit = lua.type(t, 2) > LuaType.nil ? lua.toNumber(t, 2) : Infinity
    if (limit === undefined || !(limit >= 1)) throw new LuaError('bad argument #1 to \'read\' (number of bytes from 1 expected)')
    if (exchange.bodyState === 'whole') return 0
    exchange.bodyState = 'pieces'
    const piece = exchange.rest ?? exchange.call.event.body.read()
    if (piece instanceof Promise) return this.#waitFor(t, piece, (thread, bytes) => this.#piece(thread, exchange, bytes, limit))
    return this.#piece(t, exchange, piece, limit)
  }

  #piece(t: Thread, exchange: Exchange, piece: Uint8Array | undefined, limit: number): number {
    exchange.rest = undefined
    if (!piece) return 0
    if (piece.length > limit) {
      exchange.rest = piece.subarray(limit)
      this.#lua.pushBytes(t, piece.slice(0, limit))
    } else this.#lua.pushBytes(t, piece)
    return 1
  }

  /** A name that is no field: a parameter of the body, else of the query, else nil. */
  #parameter(t: Thread, exchange: Exchange): number {
    if (exchange.parsed || !exchange.hasBody || !mayHoldParameters(headerOf(exchange.call.event.headers, 'content-type'))) return this.#found(t, exchange)
    return this.#whole(t, exchange, (thread, bytes) => {
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

  #keep(fn: HostFunction): number {
    this.#lua.pushFunction(this.#lua.main, fn)
    return this.#lua.ref(this.#lua.main)
  }

  #newMetatable(pairs: number): number {
    const lua = this.#lua
    lua.pushTable(lua.main)
    lua.pushFunction(lua.main, this.#index)
    lua.setField(lua.main, -2, '__index')
    lua.pushRef(lua.main, pairs)
    lua.setField(lua.main, -2, '__pairs')
    lua.pushFunction(lua.main, this.fieldsOf)
    lua.setField(lua.main, -2, '__json')
    lua.pushText(lua.main, 'event')
    lua.setField(lua.main, -2, '__metatable')
    return lua.ref(lua.main)
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
