import { readFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { minorCollection } from '../host/minor-collection.ts'
import { LuaError } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { pushHeaders } from '../lua/event-tables.ts'
import { tableError } from './error-table.ts'
import { Objects } from './objects.ts'
import { httpArguments, pieceArgument } from './http/http-arguments.ts'
import type { HttpArguments } from './http/http-arguments.ts'
import { HttpError } from './http/http-error.ts'
import { HttpPools } from './http/http-pools.ts'
import { HttpTransfer } from './http/http-transfer.ts'
import { luaFace } from './lua-face.ts'
import type { ModuleHost, OpenModule } from './module-host.ts'
import { openUrl } from './url.ts'

/** A transfer that Lua code holds. */
interface Held {
  readonly transfer: HttpTransfer
  readonly given: HttpArguments
  id: number
}

/** Opens `http`: calls other servers while other requests go on. */
export const openHttp: OpenModule = (host) =>
  luaFace(host.lua, 'http', readFileSync(join(import.meta.dirname, 'http.lua')), { ...host.tapes.taped('http', new HttpFunctions(host).functions), url: openUrl(host) }, host.testing)

/** What the host does for the Lua side of `http`: one transfer each, from its request to the end of its answer. */
class HttpFunctions {
  readonly #host: ModuleHost
  readonly #lua: Lua
  readonly #took = minorCollection()
  readonly #pools = new HttpPools()
  readonly #held: Objects<Held>

  constructor(host: ModuleHost) {
    this.#host = host
    this.#lua = host.lua
    this.#held = new Objects<Held>(host.lua, 'transfer', () => ({}))
    host.tapes.addKind('transfer', this.#held.metatable, true)
  }

  /** `open(options)` starts a request, `write(transfer, piece)` sends its body, `head`, `whole`, `read` take the answer. */
  get functions(): Record<string, HostFunction> {
    const lua = this.#lua
    return {
      open: (t) => this.#open(t),
      write: (t) => {
        const { transfer, given } = this.#held.at(t, 'write')
        const piece = pieceArgument(lua, t) ?? Buffer.alloc(0)
        if (given.stream) transfer.restart()
        return this.#wait(t, transfer, () => transfer.write(piece), (thread, wanted) => {
          lua.pushBoolean(thread, wanted)
          return 1
        })
      },
      head: (t) => this.#head(t),
      read: (t) => this.#read(t),
      close: (t) => {
        const held = this.#held.at(t, 'close')
        this.#end(held)
        return 0
      },
    }
  }

  #open(t: Thread): number {
    const lua = this.#lua
    const { call } = this.#host.scheduler.current ?? {}
    const given = httpArguments(lua, t, call, this.#host.settings.luaMaxBodyBytes)
    let transfer
    try {
      transfer = new HttpTransfer(this.#pools, given.request, given.options)
    } catch (cause) {
      throw new LuaError(`cannot send the request: ${(cause as Error).message}`, { cause, level: 2 })
    }
    const held = { transfer, given, id: 0 }
    held.id = this.#held.push(t, held)
    // Whatever the handler leaves unread is given up with its call.
    if (call) (call.atEnd ??= []).push(() => this.#end(held))
    return 1
  }

  #head(t: Thread): number {
    const held = this.#held.at(t, 'head')
    const { transfer, given } = held
    if (given.stream) {
      return this.#wait(t, transfer, () => transfer.head(), (thread, response) => {
        transfer.stopClock()
        return this.#pushHead(thread, held, response, undefined)
      })
    }
    const answer = async () => {
      const response = await transfer.head()
      return { response, body: await transfer.whole(given.maxBodyBytes) }
    }
    return this.#wait(t, transfer, answer, (thread, { response, body }) => {
      this.#held.delete(held.id)
      return this.#pushHead(thread, held, response, body)
    })
  }

  /** Leaves status, reason, version, headers, all headers, URL and, when it is here, the body. */
  #pushHead(t: Thread, { transfer, given }: Held, response: IncomingMessage, body: Buffer | undefined): number {
    const lua = this.#lua
    const headers = answerHeaders(response, given)
    lua.reserve(t, 9)
    lua.pushNumber(t, response.statusCode ?? 0)
    lua.pushLatin1(t, response.statusMessage ?? '')
    lua.pushLatin1(t, response.httpVersion)
    pushHeaders(lua, t, headers, 'joined')
    pushHeaders(lua, t, headers, 'all')
    lua.pushText(t, withoutCredentials(transfer.url))
    if (body) lua.pushBytes(t, body)
    return body ? 7 : 6
  }

  #read(t: Thread): number {
    const lua = this.#lua
    const held = this.#held.at(t, 'read')
    const { transfer } = held
    transfer.restart()
    return this.#wait(t, transfer, () => transfer.read(), (thread, piece) => {
      transfer.stopClock()
      if (piece) {
        this.#took(piece.length)
        lua.pushBytes(thread, piece)
      } else {
        this.#held.delete(held.id)
        lua.pushNil(thread)
      }
      return 1
    })
  }

  #end({ transfer, id }: Held): void {
    if (!this.#held.has(id)) return
    this.#held.delete(id)
    transfer.cancel(new HttpError('closed', 'closed'))
  }

  #wait<T>(t: Thread, transfer: HttpTransfer, work: () => Promise<T>, push: (thread: Thread, value: T) => number): number {
    return this.#host.scheduler.wait(t, (settle) => {
      work().then(
        (value) => settle((thread) => push(thread, value)),
        (error: unknown) => settle(() => { throw this.#shown(error) }),
      )
      return () => transfer.cancel(new HttpError('deadline', 'the request\'s own time is up'))
    })
  }

  #shown(error: unknown): unknown {
    return error instanceof HttpError ? tableError(this.#lua, error.code, error.message, error) : error
  }
}

// What describes the bytes on the wire is no longer true of an unpacked body.
const answerHeaders = ({ rawHeaders, headers }: IncomingMessage, { options }: HttpArguments): string[] => {
  if (!options.decompress || headers['content-encoding'] === undefined) return rawHeaders
  const untrue = ['content-encoding', 'content-length']
  return rawHeaders.filter((_, i) => !untrue.includes(rawHeaders[i - (i % 2)]!.toLowerCase()))
}

const withoutCredentials = (url: URL): string => {
  if (url.username === '' && url.password === '') return url.href
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
