import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { performance } from 'node:perf_hooks'

/** Headers that OpenFaaS's gateway adds, by direction. */
export interface GatewayHeaders {
  readonly request: Readonly<Record<string, string | string[]>>
  /** Names and values in turn. */
  readonly response: readonly string[]
}

// RFC 9110 §7.6.1. Without Transfer-Encoding: in a request it tells node:http to send chunks.
const hopByHop: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'upgrade'])
// The usual words of a Connection header name no other header.
const plainConnection = /^(?:keep-alive|close|upgrade)$/i

const namedByConnection = (connection: string | undefined): readonly string[] =>
  connection === undefined || plainConnection.test(connection) ? [] : connection.toLowerCase().split(',').map(name => name.trim())

/** All values of the headers that came more than once; `req.headers` has only joined ones. */
const addRepeated = (kept: NodeJS.Dict<string | string[]>, { headersDistinct }: IncomingMessage): void => {
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    if (values.length > 1 && name !== 'host' && kept[name] !== undefined) kept[name] = values
  }
}

/** The headers of a request, repeated ones too, less those that speak of the client's connection only. */
export const requestHeaders = (req: IncomingMessage): NodeJS.Dict<string | string[]> => {
  const { headers, rawHeaders } = req
  const named = namedByConnection(headers.connection)
  const kept: NodeJS.Dict<string | string[]> = {}
  let names = 0
  for (const name in headers) {
    names++
    if (hopByHop.has(name)) continue
    // node:http has sent its 100 Continue already; a second one would confuse the client.
    if (name === 'expect') continue
    if (named.length > 0 && named.includes(name) && name !== 'content-length' && name !== 'transfer-encoding') continue
    kept[name] = headers[name]
  }
  // Fewer names than lines: at least one was repeated.
  if (2 * names < rawHeaders.length) addRepeated(kept, req)
  return kept
}

const connectionOf = (raw: readonly string[]): string | undefined => {
  for (let at = 0; at < raw.length; at += 2) if (raw[at]?.toLowerCase() === 'connection') return raw[at + 1]
  return undefined
}

/**
 * The head of a response as it was sent, repeated headers too, less those of the connection, with `added` ones
 * in place of its own; names and values in turn.
 */
export const responseHeaders = ({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, added: readonly string[]): string[] => {
  const named = namedByConnection(connectionOf(rawHeaders))
  const replaced = new Set<string>()
  for (let at = 0; at < added.length; at += 2) replaced.add((added[at] as string).toLowerCase())
  const kept: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string
    const lower = name.toLowerCase()
    if (hopByHop.has(lower) || lower === 'transfer-encoding' || replaced.has(lower) || named.includes(lower)) continue
    kept.push(name, rawHeaders[at + 1] as string)
  }
  kept.push(...added)
  return kept
}

const unixNanoseconds = (): string => `${Math.round((performance.timeOrigin + performance.now()) * 1000)}000`

/** What OpenFaaS's gateway (CE 0.27) adds to a request and to its response; `servedBy` names this one. */
export const gatewayHeaders = ({ headers, socket }: IncomingMessage, servedBy: string): GatewayHeaders => {
  const startTime = unixNanoseconds()
  const earlierStart = headers['x-start-time']
  // Always added, so that a call from a queue carries two: when it was queued and when it was made.
  const request: Record<string, string | string[]> = { 'X-Start-Time': earlierStart === undefined ? startTime : [earlierStart, startTime].flat() }
  const response = ['X-Start-Time', startTime, 'X-Served-By', servedBy]
  if (headers['x-call-id'] === undefined) {
    const callId = randomUUID()
    request['X-Call-Id'] = callId
    response.unshift('X-Call-Id', callId)
  }
  if (headers['x-forwarded-for'] === undefined) request['X-Forwarded-For'] = `${socket.remoteAddress}:${socket.remotePort}`
  if (headers['x-forwarded-host'] === undefined && headers.host !== undefined) request['X-Forwarded-Host'] = headers.host
  return { request, response }
}
