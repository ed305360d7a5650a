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

const namedByConnection = (connection: string | undefined): string[] =>
  connection === undefined ? [] : connection.toLowerCase().split(',').map(name => name.trim())

/** Takes the headers off a request that speak of the client's connection only. */
export const stripRequest = (req: IncomingMessage): void => {
  const { headers } = req
  const named = namedByConnection(headers.connection).filter(name => name !== 'content-length' && name !== 'transfer-encoding')
  for (const name of [...hopByHop, ...named]) delete headers[name]
  // node:http has sent its 100 Continue already; a second one would confuse the client.
  delete headers.expect
}

/** Headers that the client sent more than once, with all their values: `req.headers` has only joined ones. */
export const repeatedHeaders = ({ headers, headersDistinct }: IncomingMessage): Record<string, string[]> => {
  const repeated: Record<string, string[]> = {}
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    if (values.length > 1 && name !== 'host' && headers[name] !== undefined) repeated[name] = values
  }
  return repeated
}

/**
 * The head of a response as it was sent, repeated headers too, less those of the connection, with `added` ones
 * in place of its own; names and values in turn.
 */
export const responseHeaders = (response: IncomingMessage, added: readonly string[]): string[] => {
  const left = new Set([...hopByHop, 'transfer-encoding', ...namedByConnection(response.headers.connection)])
  added.forEach((name, index) => index % 2 === 0 && left.add(name.toLowerCase()))
  const kept = response.rawHeaders.filter((_, index, raw) => !left.has((raw[index - (index % 2)] ?? '').toLowerCase()))
  return [...kept, ...added]
}

const unixNanoseconds = (): string => `${BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n}`

/** What OpenFaaS's gateway (CE 0.27) adds to a request and to its response; `servedBy` names this one. */
export const gatewayHeaders = ({ headers, socket }: IncomingMessage, servedBy: string): GatewayHeaders => {
  const startTime = unixNanoseconds()
  const callId = headers['x-call-id'] ?? randomUUID()
  const earlierStart = headers['x-start-time'] ?? []
  const request: Record<string, string | string[]> = {
    'X-Call-Id': callId,
    // Always added, so that a call from a queue carries two: when it was queued and when it was made.
    'X-Start-Time': [earlierStart, startTime].flat(),
  }
  if (headers['x-forwarded-for'] === undefined) request['X-Forwarded-For'] = `${socket.remoteAddress}:${socket.remotePort}`
  if (headers['x-forwarded-host'] === undefined && headers.host !== undefined) request['X-Forwarded-Host'] = headers.host
  const generated = headers['x-call-id'] === undefined && typeof callId === 'string' ? ['X-Call-Id', callId] : []
  return { request, response: [...generated, 'X-Start-Time', startTime, 'X-Served-By', servedBy] }
}
