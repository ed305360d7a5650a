import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CallHead, HeaderList } from '../ui/feed-types.ts'
import { http } from '../../template/lua-ts/host/node-http.ts'

/** A call to make through the gateway. */
export interface UiCall {
  readonly name: string
  readonly method: string
  /** Path and query for the function, raw. */
  readonly target: string
  readonly headers: HeaderList
  readonly body: Buffer
}

// Those of a connection, and the id under which an earlier call was logged.
const ownHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect', 'te', 'trailer', 'upgrade', 'x-call-id'])

const outgoing = (headers: HeaderList, body: Buffer): Record<string, string | string[]> => {
  const sent: Record<string, string[]> = {}
  for (const [name, value] of headers) if (!ownHeaders.has(name.toLowerCase())) (sent[name.toLowerCase()] ??= []).push(value)
  // node:http takes one only.
  const { host, ...others } = sent
  return { ...others, ...(host?.[0] === undefined ? {} : { host: host[0] }), ...(body.length > 0 ? { 'content-length': String(body.length) } : {}) }
}

const headOf = ({ statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage): CallHead => {
  const headers: [string, string][] = []
  for (let at = 0; at < rawHeaders.length; at += 2) headers.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''])
  return { status: statusCode, reason: statusMessage, headers }
}

/**
 * Calls a function through the gateway at `gatewayUrl` and answers with a line of JSON (`CallHead`) and, after it, the
 * function's answer as it comes; when that breaks off, so does this. A page's own `fetch` could send neither every
 * method nor every header, and would follow redirects and keep cookies.
 */
export const answerCall = (res: ServerResponse, { name, method, target, headers, body }: UiCall, gatewayUrl: string): void => {
  const begin = (head: CallHead): void => {
    res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Cache-Control': 'no-store' })
    res.write(`${JSON.stringify(head)}\n`)
  }
  const fail = (error: Error): void => {
    if (res.headersSent) return void res.destroy()
    begin({ error: error.message })
    res.end()
  }
  try {
    if (method === 'CONNECT') throw new Error('CONNECT asks for a tunnel, which no function gives')
    if (!target.startsWith('/')) throw new Error(`The path "${target}" does not start with "/"`)
    const call = http.request(`${gatewayUrl}/`, { method, path: `/function/${name}${target}`, headers: outgoing(headers, body), agent: false })
    call.once('response', answer => {
      begin(headOf(answer))
      answer.once('error', fail).pipe(res)
    })
    call.once('error', fail).end(body)
    res.once('close', () => call.destroy())
  } catch (error) {
    fail(error as Error)
  }
}
