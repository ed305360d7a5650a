import type { Call } from '../../host/call.ts'
import { headerOf } from '../../host/header.ts'
import { LuaError, LuaType } from '../../lua/engine.ts'
import type { Lua, Thread } from '../../lua/engine.ts'
import { isAbsent } from '../arguments.ts'
import { latin1ListAt } from '../list-arguments.ts'
import { withDefaults } from './http-request.ts'
import type { HttpOptions, HttpRequest } from './http-request.ts'

/** A request as the Lua face hands it over: a table whose values it has checked. */
export interface HttpArguments {
  readonly request: HttpRequest
  readonly options: HttpOptions
  /** True when the answer's body is read in pieces. */
  readonly stream: boolean
  readonly maxBodyBytes: number
}

const userAgent = 'lua-ts'

/** Reads the table at index 1. @throws LuaError for a URL that can't be called */
export const httpArguments = (lua: Lua, t: Thread, call: Call | undefined, maxBodyBytes: number): HttpArguments => {
  lua.reserve(t, 6)
  const field = <T>(name: string, read: (index: number) => T, fallback: T): T => {
    const value = lua.getField(t, 1, name) === LuaType.nil ? fallback : read(lua.top(t))
    lua.pop(t, 1)
    return value
  }
  const text = (index: number) => lua.toText(t, index)!
  const flag = (index: number) => lua.toBoolean(t, index)
  const number = (index: number) => lua.toNumber(t, index)!
  const decompress = field('decompress', flag, true)
  const url = urlOf(field('url', text, ''))
  const request: HttpRequest = {
    method: field('method', text, 'GET'),
    url,
    headers: withDefaults(field('headers', (index) => latin1ListAt(lua, t, index), []), [
      ...credentials(url),
      ...(field('propagate', flag, true) ? propagated(call) : []),
      ...(decompress ? ['Accept-Encoding', 'gzip, deflate, br'] : []),
      'User-Agent', userAgent,
      'Accept', '*/*',
    ]),
    body: field('streamed', flag, false) ? 'streamed' : field('body', (index) => Buffer.from(lua.toBytes(t, index)!), undefined as Buffer | undefined),
    verify: field('verify', flag, true),
    ca: field<string | undefined>('ca', text, undefined),
  }
  const options = { maxRedirects: field('redirects', number, 5), decompress, timeoutMs: field('timeout', number, Infinity) * 1000 }
  return { request, options, stream: field('stream', flag, false), maxBodyBytes: field('max_body_bytes', number, maxBodyBytes) }
}

const urlOf = (text: string): URL => {
  const url = URL.parse(text)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url
  throw new LuaError(`cannot call ${JSON.stringify(withoutPassword(text))}: expected a URL that begins with http:// or https://`, { level: 2 })
}

const withoutPassword = (text: string): string => text.replace(/\/\/[^/@]*@/, '//…@')

const credentials = ({ username, password }: URL): string[] => {
  if (username === '' && password === '') return []
  return ['Authorization', `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`]
}

/** What lets traces and logs of both sides be put together (W3C Trace Context; OpenFaaS's call id). */
const propagated = (call: Call | undefined): string[] => {
  if (!call) return []
  const headers = ['X-Call-Id', call.id]
  for (const name of ['traceparent', 'tracestate']) {
    const value = headerOf(call.event.headers, name)
    if (value !== undefined) headers.push(name, value)
  }
  return headers
}

/** The bytes of argument 2, or nothing at its absence. */
export const pieceArgument = (lua: Lua, t: Thread): Buffer | undefined => (isAbsent(lua, t, 2) ? undefined : Buffer.from(lua.toBytes(t, 2) ?? ''))
