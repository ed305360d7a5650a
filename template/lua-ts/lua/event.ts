import { pushMessage } from './message.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { LuaType } from './engine.ts'
import { EventBody } from './event-body.ts'
import type { EventOptions } from './event-body.ts'
import { pushHeaders, pushParameters } from './event-tables.ts'
import type { Exchange, Exchanges } from './exchange.ts'

type Field = (t: Thread, exchange: Exchange) => number

/**
 * What an event shows of the platform's own one, where the request came in one. These few names alone, since a name
 * that is no field is a parameter, which anybody may set.
 */
const sourceNames = new Set(['requestContext', 'pathParameters', 'stageVariables', 'cookies', 'rawPath', 'routeKey'])

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
  readonly #exchanges: Exchanges
  readonly #body: EventBody
  readonly #fields: ReadonlyMap<string, Field>
  readonly #methods: ReadonlyMap<string, number>
  /** The metatable of all events, as a reference. */
  readonly metatable: number

  constructor(options: EventOptions, prelude: { pairs: number; chunks: number }) {
    this.#lua = options.lua
    this.#exchanges = options.exchanges
    this.#body = new EventBody(options)
    this.#fields = this.#fieldTable()
    this.#methods = new Map([['json', this.#keep(this.#body.json)], ['read', this.#keep(this.#body.read)], ['chunks', prelude.chunks]])
    this.metatable = this.#newMetatable(prelude.pairs)
  }

  /** Pushes a plain table with every field of the event at index 1; reads the body for it. */
  readonly fieldsOf: HostFunction = (t) => {
    const exchange = this.#exchanges.at(t, 'event')
    return this.#body.whole(t, exchange, (thread) => {
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
    if (field) return field(t, exchange)
    const { source } = exchange.call.event
    return source !== undefined && sourceNames.has(name) ? this.#sourceField(t, source, name) : this.#body.parameter(t, exchange)
  }

  /** Pushes a field of the platform's own event, and keeps it. */
  #sourceField(t: Thread, source: Uint8Array, name: string): number {
    const lua = this.#lua
    lua.reserve(t, 6)
    pushMessage(lua, t, source)
    lua.pushKey(t, name)
    lua.rawGet(t, -2)
    lua.remove(t, -2)
    if (lua.type(t, -1) !== LuaType.lightUserdata) return this.#cache(t, () => lua.pushValue(t, -1))
    // What is null there is nothing here.
    lua.pushNil(t)
    return 1
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
        this.#body.whole(t, exchange, (thread, bytes) => this.#cache(thread, () => lua.pushBytes(thread, bytes)))],
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
