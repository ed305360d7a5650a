import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { answerText } from './answer-text.ts'
import type { Destination } from './forwarder.ts'
import { gatewayHeaders, requestHeaders, responseHeaders } from './gateway-headers.ts'
import type { GatewayHeaders } from './gateway-headers.ts'
import { httpProxy } from './http-proxy.ts'
import type { SocketOptions } from './http-proxy.ts'
import { relay } from './relay.ts'
import { socketAnswer } from './socket-answer.ts'

/**
 * Passes a WebSocket on to a host on this machine, `head` being what has come after the handshake already; resolves to
 * the status of the answer, 101 when the host took it, 499 when the client left before one, once the client's socket is closed.
 */
export type ForwardWebSocket = (req: IncomingMessage, socket: Socket, head: Buffer, destination: Destination) => Promise<number>

interface Exchange extends SocketOptions {
  readonly begin: (proxyReq: ClientRequest) => void
}

/** Whether a request asks for a WebSocket (RFC 6455 §4.1). */
export const asksForWebSocket = ({ method, headers }: IncomingMessage): boolean =>
  method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket'

/** Two sockets of which neither outlives the other, however it ends. */
const tie = (a: Socket, b: Socket): void => {
  a.on('close', () => b.destroySoon())
  b.on('close', () => a.destroySoon())
}

const addToAnswer = ({ headers }: IncomingMessage, { response }: GatewayHeaders): void => {
  for (let at = 0; at < response.length; at += 2) headers[(response[at] as string).toLowerCase()] = response[at + 1]
}

const noWebSocket = (name: string, status: number | undefined): string =>
  `Function "${name}" answered ${status} and took no WebSocket, as Lua functions do: use server-sent events\n`

/** Forwards WebSockets with the headers of OpenFaaS's gateway; `servedBy` is its `X-Served-By`. */
export const webSocketForwarder = (servedBy: string): ForwardWebSocket => {
  const proxy = httpProxy<Exchange>()
  proxy.on('proxyReqWs', (proxyReq, _req, _socket, { begin }) => begin(proxyReq))

  return (req, socket, head, { name, port, target }) => {
    const added = gatewayHeaders(req, servedBy)
    const upgrade = { connection: 'Upgrade', upgrade: req.headers.upgrade, host: `127.0.0.1:${port}` }
    req.headers = Object.assign(requestHeaders(req), added.request, upgrade)
    let status = 499
    const refuse = (code: number, text: string): void => {
      status = code
      answerText(socketAnswer(req, socket), code, text)
    }
    const decline = (response: IncomingMessage): void => {
      const code = response.statusCode ?? 502
      if (code < 400) {
        response.resume()
        return refuse(501, noWebSocket(name, code))
      }
      status = code
      relay(response, socketAnswer(req, socket), responseHeaders(response, added.response))
    }
    const begin = (proxyReq: ClientRequest): void => {
      // http-proxy joins repeated slashes in the path that it sends.
      proxyReq.path = target
      socket.on('close', () => proxyReq.destroy())
      proxyReq.on('upgrade', (answer, hostSocket) => {
        status = 101
        addToAnswer(answer, added)
        tie(socket, hostSocket)
      })
      // http-proxy's own listener, which is added next, would pass a body in chunks on without its chunks.
      process.nextTick(() => proxyReq.removeAllListeners('response').on('response', decline))
    }
    const fail = (error: Error): void => {
      if (status === 499 && !socket.destroyed) refuse(502, `Cannot reach function "${name}": ${error.message}\n`)
    }
    const to = { protocol: 'http:', host: '127.0.0.1', port } as const
    return new Promise(resolve => {
      socket.on('error', () => {}).on('close', () => resolve(status))
      proxy.ws(req, socket, head, { target: to, ignorePath: true, toProxy: true, begin }, fail)
    })
  }
}
