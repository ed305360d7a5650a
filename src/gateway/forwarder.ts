import { Agent } from 'node:http'
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from './answer-text.ts'
import { gatewayHeaders, repeatedHeaders, responseHeaders, stripRequest } from './gateway-headers.ts'
import { httpProxy } from './http-proxy.ts'
import type { ProxyOptions } from './http-proxy.ts'

/** Where a request goes. */
export interface Destination {
  /** The function's name, for messages. */
  readonly name: string
  readonly port: number
  /** Path and query for the function, raw. */
  readonly target: string
}

/** Passes requests on to hosts on this machine and their answers back, nothing buffered. */
export interface Forwarder {
  forward(req: IncomingMessage, res: ServerResponse, destination: Destination): void
  /** Closes the connections to hosts. */
  close(): void
}

interface Exchange extends ProxyOptions {
  readonly begin: (proxyReq: ClientRequest) => void
}

const relay = (response: IncomingMessage, res: ServerResponse, added: readonly string[]): void => {
  res.writeHead(response.statusCode ?? 502, response.statusMessage, responseHeaders(response, added))
  // The head goes out before the first piece of the body: an event stream may be silent for long.
  res.flushHeaders()
  // An "error" is always followed by "close", which tells a whole body from a cut one.
  response.on('error', () => {})
  response.once('close', () => {
    if (!response.complete) res.socket?.resetAndDestroy()
  })
  response.pipe(res)
}

/** Forwards over kept connections, with the headers of OpenFaaS's gateway; `servedBy` is its `X-Served-By`. */
export const forwarder = (servedBy: string): Forwarder => {
  const agent = new Agent({ keepAlive: true })
  const proxy = httpProxy<Exchange>()
  proxy.on('proxyReq', (proxyReq, _req, _res, { begin }) => begin(proxyReq))

  const forward = (req: IncomingMessage, res: ServerResponse, { name, port, target }: Destination): void => {
    const added = gatewayHeaders(req, servedBy)
    stripRequest(req)
    const chunked = req.headers['transfer-encoding'] !== undefined
    const begin = (proxyReq: ClientRequest): void => {
      // http-proxy joins repeated slashes in the path that it sends.
      proxyReq.path = target
      // It also declares every DELETE without a length empty, though its body may come in chunks.
      if (chunked) {
        proxyReq.removeHeader('content-length')
        proxyReq.setHeader('transfer-encoding', 'chunked')
      }
      if (res.destroyed) proxyReq.destroy()
      res.once('close', () => {
        if (!res.writableFinished) proxyReq.destroy()
      })
      // A host may answer and hang up before it has read the whole request: the rest must not block the connection.
      proxyReq.once('close', () => req.unpipe(proxyReq).resume())
      proxyReq.once('response', response => relay(response, res, added.response))
      // The host may answer before the first piece of a slow body arrives.
      if (chunked || req.headers['content-length'] !== undefined) proxyReq.flushHeaders()
    }
    const fail = (error: Error): void => {
      // Past its head an answer's end tells how it went: see relay().
      if (!res.headersSent && !res.destroyed) answerText(res, 502, `Cannot reach function "${name}": ${error.message}\n`)
    }
    const to = { protocol: 'http:', host: '127.0.0.1', port } as const
    const headers = { ...repeatedHeaders(req), ...added.request }
    proxy.web(req, res, { target: to, agent, headers, changeOrigin: true, toProxy: true, selfHandleResponse: true, begin }, fail)
  }
  return { forward, close: () => agent.destroy() }
}
