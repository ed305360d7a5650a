import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from './answer-text.ts'
import { gatewayHeaders, requestHeaders, responseHeaders } from './gateway-headers.ts'
import { httpProxy } from './http-proxy.ts'
import { pump } from './pump.ts'
import { relay } from './relay.ts'
import { http } from '../../template/lua-ts/host/node-http.ts'

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
  /** From now on each answer ends its client's connection. */
  drain(): void
  /** Closes the connections to hosts. */
  close(): void
}

/** Forwards over kept connections, with the headers of OpenFaaS's gateway; `servedBy` is its `X-Served-By`. */
export const forwarder = (servedBy: string): Forwarder => {
  const agent = new http.Agent({ keepAlive: true })
  let draining = false
  const proxy = httpProxy()

  const forward = (req: IncomingMessage, res: ServerResponse, { name, port, target }: Destination): void => {
    const added = gatewayHeaders(req, servedBy)
    const host = `127.0.0.1:${port}`
    req.headers = Object.assign(requestHeaders(req), added.request, { host })
    const chunked = req.headers['transfer-encoding'] !== undefined
    const hasBody = chunked || req.headers['content-length'] !== undefined
    const send = (proxyReq: ClientRequest): void => {
      // http-proxy joins repeated slashes in the path that it sends.
      proxyReq.path = target
      // It also declares every DELETE without a length empty, though its body may come in chunks.
      if (chunked) {
        proxyReq.removeHeader('content-length')
        proxyReq.setHeader('transfer-encoding', 'chunked')
      }
      res.on('close', () => {
        if (!res.writableFinished) proxyReq.destroy()
      })
      proxyReq.on('response', response => {
        if (draining) res.shouldKeepAlive = false
        relay(response, res, responseHeaders(response, added.response))
      })
      if (hasBody) pump(req, proxyReq)
      else proxyReq.end()
    }
    const fail = (error: Error): void => {
      // Past its head an answer's end tells how it went: see relay().
      if (!res.headersSent && !res.destroyed) answerText(res, 502, `Cannot reach function "${name}": ${error.message}\n`)
    }
    const to = { protocol: 'http:', host: '127.0.0.1', port } as const
    proxy.web(req, res, { target: to, agent, ignorePath: true, toProxy: true, selfHandleResponse: true, buffer: { pipe: send } }, fail)
  }
  const drain = (): void => void (draining = true)
  return { forward, drain, close: () => agent.destroy() }
}
