import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Invoke } from '../host/call.ts'
import type { Drainable } from '../host/drain.ts'
import type { Lifecycle } from '../host/lifecycle.ts'
import type { Log } from '../host/log.ts'
import type { Metrics } from '../host/metrics.ts'
import { minorCollection } from '../host/minor-collection.ts'
import { pipeline, probePipeline } from '../host/pipeline.ts'
import type { Settings } from '../host/settings.ts'
import type { Slots } from '../host/slots.ts'
import { badRequest, refuse } from './bad-request.ts'
import type { HttpCall } from './http-call.ts'
import { httpServer } from './http-server.ts'
import { probes } from './probes.ts'
import { requestListener, startCall } from './request-listener.ts'
import { requestTarget } from './request-target.ts'
import { writeTimeout } from './write-timeout.ts'

/** The function, and what its calls pass on their way to it. */
export interface CallServerOptions {
  readonly settings: Settings
  /** The function. */
  readonly invoke: Invoke
  /** Asks the function's own `ready`, if it has one. Never rejects. */
  readonly ready?: (() => Promise<boolean>) | undefined
  readonly lifecycle: Lifecycle
  readonly log: Log
  readonly metrics: Metrics
  readonly slots: Slots
}

/** The server for calls. */
export interface CallServer {
  readonly server: Server
  readonly drainable: Drainable
  /** Closes everything at once. */
  close(): Promise<void>
}

/** Closes a server and all its connections. */
export const closeServer = (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}

/** The server, wired: pipeline, probes, refusals. */
const wiredServer = (options: CallServerOptions, calls: Set<HttpCall>): Server => {
  const { settings, lifecycle, slots } = options
  const target = requestTarget(settings.readyPath)
  const took = minorCollection()
  const probe = probePipeline(options)
  const askFunction =
    target === undefined
      ? undefined
      : (req: IncomingMessage, res: ServerResponse) =>
          startCall(probe, calls, { req, res, target, gate: lifecycle, expectsContinue: false, took, method: 'GET' })
  const answerProbe = probes({ lifecycle, slots, askFunction, ready: options.ready })
  const onRequest = requestListener({ answerProbe, invoke: pipeline(options), calls, gate: lifecycle, took })

  const server = httpServer(settings)
  server.on('request', (req, res) => onRequest(req, res))
  server.on('checkContinue', (req, res) => onRequest(req, res, true))
  server.on('connect', (_req, socket) => refuse(socket, 405))
  server.on('clientError', badRequest(calls, settings.readTimeoutMs))
  return server
}

/** Counts the connections that are open. */
const connectionCount = (server: Server): (() => number) => {
  let count = 0
  server.on('connection', (socket) => {
    count++
    socket.once('close', () => count--)
  })
  return () => count
}

/** What the drain needs of the platform. */
const drainableOf = (server: Server, calls: ReadonlySet<HttpCall>, metrics: Metrics): Drainable => {
  const connections = connectionCount(server)
  return {
    // A handler may outlive its client, and an answer its handler.
    get inFlight() {
      return Math.max(calls.size, metrics.inFlight)
    },
    get connections() {
      return connections()
    },
    // Not the HTTP server's own close(), which also closes connections whose next request is on its way.
    closeListener: () => void NetServer.prototype.close.call(server),
    closeIdle: () => server.closeIdleConnections(),
    sever: (reason) => {
      for (const call of calls) call.abort(reason)
      server.closeAllConnections()
    },
  }
}

/** The server for calls of the function. Not listening yet. */
export const callServer = (options: CallServerOptions): CallServer => {
  const calls = new Set<HttpCall>()
  const server = wiredServer(options, calls)
  const stopWatching = writeTimeout(calls, options.settings.writeTimeoutMs)
  return {
    server,
    drainable: drainableOf(server, calls, options.metrics),
    close: () => {
      stopWatching()
      return closeServer(server)
    },
  }
}
