import { once } from 'node:events'
import type { ServerOptions } from 'node:http'
import { isIPv6 } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { answerText } from './answer-text.ts'
import { answerer } from './answerer.ts'
import type { AsyncQueue } from './async-queue.ts'
import { CommandError } from '../command-error.ts'
import { forwarder } from './forwarder.ts'
import { functionCalls } from './function-calls.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { readRoute } from './route.ts'
import { socketAnswer } from './socket-answer.ts'
import type { SystemApi } from './system-api.ts'
import type { systemGuard } from './system-guard.ts'
import type { Ui } from './ui.ts'
import { asksForWebSocket, webSocketForwarder } from './websocket-forwarder.ts'
import { http } from '../../template/lua-ts/host/node-http.ts'

/** The functions as the gateway knows them. */
export interface GatewayFunctions {
  all(): readonly GatewayFunction[]
  /** The function behind `NAME` or `NAME.NAMESPACE`. */
  find(called: string): GatewayFunction | undefined
}

/** One function: `lease()` says where a request goes, and is told when that has ended. */
export interface GatewayFunction extends Pick<FunctionPool, 'name' | 'lease' | 'metricsPorts'> {
  readonly fn: Pick<FunctionPool['fn'], 'annotations'>
}

export interface GatewayOptions {
  /** 0 for any free one. */
  readonly port: number
  /** Where to listen; without it, on the loopback interface only. */
  readonly address?: string
  readonly functions: GatewayFunctions
  readonly metrics: GatewayMetrics
  readonly queue: AsyncQueue
  readonly system: SystemApi
  readonly guard: ReturnType<typeof systemGuard>
  /** The page, which watches calls; without it there is none. */
  readonly ui?: Pick<Ui, 'called' | 'answer'>
  /** What the header `X-Served-By` says. */
  readonly servedBy: string
}

/** The local stand-in for OpenFaaS's gateway. */
export interface Gateway {
  /** Where it can be called from this machine, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** Takes no more requests; resolves when those under way are answered. */
  close(): Promise<void>
  /** Ends every connection at once. */
  destroy(): void
}

const loopback = '127.0.0.1'
// As much as the function host takes, so that the gateway is never the stricter one.
const maxHeaderBytes = 1024 * 1024
const idleConnectionMs = 65_000
const closeIdleEveryMs = 20

const serverOptions: ServerOptions = {
  maxHeaderSize: maxHeaderBytes,
  keepAliveTimeout: idleConnectionMs,
  // No limit on the time of a request: the function's host has its own.
  requestTimeout: 0,
  shouldUpgradeCallback: asksForWebSocket,
  // Spares the stream life cycle of a body that a request does not have.
  optimizeEmptyRequests: true,
}

const listen = async (server: ReturnType<typeof http.createServer>, port: number, address: string): Promise<string> => {
  try {
    await once(server.listen(port, address), 'listening')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const what = code === 'EADDRINUSE' ? 'another program listens there' : message
    throw new CommandError([`--port ${port}: Cannot listen on ${address}:${port} (${what}): choose another one with --port, 0 for any free one`], { cause })
  }
  const bound = server.address() as AddressInfo
  const everywhere = bound.address === '0.0.0.0' || bound.address === '::'
  const host = everywhere ? loopback : bound.address
  return `http://${isIPv6(host) ? `[${host}]` : host}:${bound.port}`
}

/** Listens. Throws a `CommandError` when the port can't be had. */
export const gateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { functions, metrics, queue, servedBy, ui } = options
  const { forward, drain, close: closeForwarder } = forwarder(servedBy)
  const calls = functionCalls({ functions, metrics, queue, forward, forwardWebSocket: webSocketForwarder(servedBy), ui })
  const answer = answerer(options, calls, () => url)
  const sockets = new Set<Socket>()
  let draining = false

  const server = http.createServer(serverOptions, (req, res) => {
    if (draining) answerText(res, 503, 'The gateway is ending\n', { Connection: 'close' })
    else answer(req, res)
  })
  server.on('upgrade', (req, socket: Socket, head) => {
    const route = readRoute(req.url ?? '/')
    if (draining || route.to !== 'function') return answerText(socketAnswer(req, socket), draining ? 503 : 404, 'No WebSocket here\n')
    sockets.add(socket.on('close', () => sockets.delete(socket)))
    void calls.connect(req, socket, head, route.name, route.target)
  })
  const url = await listen(server, options.port, options.address ?? loopback)

  const close = async (): Promise<void> => {
    draining = true
    drain()
    // What was answered with its connection kept open is idle only from then on.
    const closing = setInterval(() => server.closeIdleConnections(), closeIdleEveryMs)
    await new Promise<void>(resolve => server.close(() => resolve()))
    clearInterval(closing)
    closeForwarder()
  }
  const destroy = (): void => {
    draining = true
    server.close()
    server.closeAllConnections()
    for (const socket of sockets) socket.destroy()
    closeForwarder()
  }
  return { url, close, destroy }
}
