import { isBodyless } from '../host/bodyless.ts'
import { BadReplyError, HandlerError } from '../host/errors.ts'
import { sendHead } from './context.ts'
import { LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import type { Exchange } from './exchange.ts'
import { hasContentType, tableHeaders } from './reply-headers.ts'
import { ReplyJson } from './reply-json.ts'
import type { Scheduler } from './scheduler.ts'
import { shownValue } from './shown-value.ts'

const allowed =
  'expected a string, a table with "statusCode" and/or "body", a table to send as JSON, or nil'

const json = 'application/json'
const empty = new Uint8Array(0)
const nothing = Buffer.from('null')
// Longer ones are cheaper as bytes.
const longestText = 1024

/** Sends what handlers return. */
export class Replies {
  readonly #lua: Lua
  readonly #scheduler: Scheduler
  readonly #contentType: string
  readonly #json: ReplyJson

  constructor(lua: Lua, scheduler: Scheduler, contentType: string) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#contentType = contentType
    this.#json = new ReplyJson(lua, scheduler)
  }

  /**
   * Sends the results on a finished thread. Returns true when the head is out and the body is a function, left on
   * top of the thread, whose pieces are still to be written.
   * @throws BadReplyError when they can't be sent, HandlerError for Lua's `nil, message`
   */
  send(t: Thread, exchange: Exchange): boolean {
    const lua = this.#lua
    const top = lua.top(t)
    if (exchange.call.message !== undefined && !exchange.call.reply.headSent) return this.#value(t, exchange, top)
    switch (top === 0 ? LuaType.nil : lua.type(t, 1)) {
      case LuaType.string:
        if (exchange.call.reply.headSent) this.#lastPiece(exchange, lua.toBytes(t, 1)!)
        else this.#whole(exchange, exchange.status ?? 200, exchange.headers, this.#string(t, 1, exchange), this.#contentType)
        return false
      case LuaType.nil:
        this.#refuseMessage(t, top)
        this.#nothing(exchange)
        return false
      case LuaType.table:
        return this.#table(t, exchange, 1)
      default:
        throw new BadReplyError(`Cannot send what the handler returned: ${allowed}; got a ${lua.typeName(t, 1)}`)
    }
  }

  /** Sends an error value that is a reply, the table at `index`. Returns as `send` does, or undefined if it is none. */
  sendError(t: Thread, exchange: Exchange, index: number): boolean | undefined {
    if (this.#lua.type(t, index) !== LuaType.table) return undefined
    const table = this.#lua.absIndex(t, index)
    if (this.#raw(t, table, 'statusCode') === LuaType.nil) {
      this.#lua.pop(t, 1)
      return undefined
    }
    this.#lua.pop(t, 1)
    return this.#table(t, exchange, table)
  }

  /** Lua's way to say that something failed is `nil, message`. */
  #refuseMessage(t: Thread, top: number): void {
    if (top < 2 || this.#lua.type(t, 1) !== LuaType.nil || this.#lua.type(t, 2) === LuaType.nil) return
    throw new HandlerError(`the handler returned nil, ${shownValue(this.#lua, this.#scheduler, t, 2)}`)
  }

  /** The answer to an event that is no request: the value itself. */
  #value(t: Thread, exchange: Exchange, top: number): false {
    const { reply } = exchange.call
    this.#refuseMessage(t, top)
    reply.send(exchange.status ?? 200, ['Content-Type', json], top === 0 ? nothing : this.#json.value(t, 1, exchange.call))
    return false
  }

  #lastPiece({ call: { reply } }: Exchange, bytes: Uint8Array): void {
    // Nobody waits for room any more, so its promise says nothing new.
    if (bytes.length > 0) void Promise.resolve(reply.write(bytes)).catch(() => {})
    reply.end()
  }

  /** The string or number at `index`, as the platform takes it at the least cost. */
  #string(t: Thread, index: number, { call }: Exchange): Uint8Array | string {
    const lua = this.#lua
    const isShort = call.reply.sendLatin1 !== undefined && lua.type(t, index) === LuaType.string && lua.rawLength(t, index) <= longestText
    return isShort ? lua.toLatin1(t, index)! : lua.toBytes(t, index)!
  }

  #nothing(exchange: Exchange): void {
    const { reply } = exchange.call
    if (reply.headSent) reply.end()
    else reply.send(exchange.status ?? 204, exchange.headers, empty)
  }

  #table(t: Thread, exchange: Exchange, table: number): boolean {
    const lua = this.#lua
    lua.reserve(t, 10)
    const statusType = this.#raw(t, table, 'statusCode')
    const bodyType = this.#raw(t, table, 'body')
    if (exchange.call.reply.headSent) {
      throw new BadReplyError('Cannot send the returned table: status and headers went out with the first context:write; return nil or a string')
    }
    if (statusType === LuaType.nil && bodyType === LuaType.nil) {
      this.#whole(exchange, exchange.status ?? 200, exchange.headers, this.#json.encoded(t, table, exchange.call), json)
      return false
    }
    const status = statusType === LuaType.nil ? (exchange.status ?? 200) : this.#status(t, statusType)
    const headers = this.#headers(t, table, exchange)
    if (bodyType === LuaType.function) {
      if (isBodyless(status)) throw new BadReplyError(`Cannot send a body with status ${status}: its body is a function; leave it out`)
      exchange.status = status
      exchange.headers = headers
      sendHead(exchange, this.#contentType)
      return true
    }
    const isJson = bodyType === LuaType.table
    this.#whole(exchange, status, headers, this.#body(t, table, bodyType, exchange), isJson ? json : this.#contentType)
    return false
  }

  /** Pushes a field of a table, without metamethods: here an error in one would have no handler. */
  #raw(t: Thread, table: number, name: string): LuaType {
    this.#lua.pushKey(t, name)
    return this.#lua.rawGet(t, table)
  }

  #status(t: Thread, type: LuaType): number {
    const status = type === LuaType.number ? this.#lua.toNumber(t, -2) : undefined
    if (status === undefined || !Number.isInteger(status)) {
      throw new BadReplyError(`statusCode must be a whole number from 200 to 599, got ${shownValue(this.#lua, this.#scheduler, t, -2)}`)
    }
    return status
  }

  /** Header lines of the returned table; those set with `context:header` stay unless it names them too. */
  #headers(t: Thread, table: number, exchange: Exchange): string[] {
    const lua = this.#lua
    const type = this.#raw(t, table, 'headers')
    if (type !== LuaType.nil && type !== LuaType.table) {
      throw new BadReplyError(`headers must be a table of names and values, got a ${lua.typeName(t, -1)}`)
    }
    const headers = type === LuaType.table ? tableHeaders(lua, t, -1) : []
    lua.pop(t, 1)
    if (exchange.headers.length === 0) return headers
    const named = new Set(headers.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()))
    for (let i = 0; i < exchange.headers.length; i += 2) {
      if (!named.has(exchange.headers[i]!.toLowerCase())) headers.push(exchange.headers[i]!, exchange.headers[i + 1]!)
    }
    return headers
  }

  #body(t: Thread, table: number, type: LuaType, exchange: Exchange): Uint8Array | string {
    const lua = this.#lua
    if (type === LuaType.nil) return empty
    if (type === LuaType.table) return this.#json.encoded(t, -1, exchange.call)
    if (type !== LuaType.string && type !== LuaType.number) {
      throw new BadReplyError(`body must be a string, a table to send as JSON, or a function that returns pieces, got a ${lua.typeName(t, -1)}`)
    }
    this.#raw(t, table, 'isBase64Encoded')
    const isBase64 = lua.toBoolean(t, -1)
    lua.pop(t, 1)
    return isBase64 ? decodeBase64(lua.toLatin1(t, -1)!) : this.#string(t, -1, exchange)
  }

  #whole(exchange: Exchange, status: number, headers: readonly string[], body: Uint8Array | string, contentType: string): void {
    const typed = body.length === 0 || hasContentType(headers) ? headers : [...headers, 'Content-Type', contentType]
    const { reply } = exchange.call
    if (typeof body === 'string') reply.sendLatin1!(status, typed, body)
    else reply.send(status, typed, body)
  }
}

const decodeBase64 = (base64: string): Uint8Array => {
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) {
    throw new BadReplyError('isBase64Encoded is true but the body is not base64')
  }
  return Buffer.from(base64, 'base64')
}
