import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Server as NetServer } from 'node:net'
import type { Invoke } from '../host/call.ts'
import { drain, type Drainable } from '../host/drain.ts'
import { formatDuration } from '../host/format-duration.ts'
import type { Lifecycle } from '../host/lifecycle.ts'
import type { Log } from '../host/log.ts'
import type { Metrics } from '../host/metrics.ts'
import { pipeline, probePipeline } from '../host/pipeline.ts'
import type { Settings } from '../host/settings.ts'
import { slots as slotsOf } from '../host/slots.ts'
import { badRequest, refuse } from './bad-request.ts'
import type { HttpCall } from './http-call.ts'
import { httpServer } from './http-server.ts'
import { listen } from './listen.ts'
import { metricsServer } from './metrics-server.ts'
import { probes } from './probes.ts'
import { requestListener, startCall } from './request-listener.ts'
import { requestTarget } from './request-target.ts'
import { writeTimeout } from './write-timeout.ts'

export interface OpenFaasOptions {
  readonly settings: Settings
  /** The function. */
  readonly invoke: Invoke
  /** Asks the function's own `ready`, if it has one. Never rejects. */
  readonly ready?: (() => Promise<boolean>) | undefined
  readonly lifecycle: Lifecycle
  readonly log: Log
  readonly metrics: Metrics
}

/** The ports that were really taken. */
export interface Ports {
  readonly port: number
  readonly metricsPort: number
}

export interface OpenFaas {
  /**
   * Listens, and says to the platform that the function is ready: call it when it is.
   * @throws ConfigError when a port is taken or the lock file can't be written
   */
  start(): Promise<Ports>
  /** Shuts down in of-watchdog's order; resolves to true when every call was completed. Once is enough. */
  drain(): Promise<boolean>
  /** Closes everything at once. */
  close(): Promise<void>
}

const closeServer = (server: Server): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}

/** The server for calls, wired: pipeline, probes, refusals. */
const callServer = (options: OpenFaasOptions, calls: Set<HttpCall>): Server => {
  const { settings, lifecycle } = options
  const slots = slotsOf(settings.maxInflight)
  const target = requestTarget(settings.readyPath)
  const probe = probePipeline(options)
  const askFunction =
    target === undefined
      ? undefined
      : (req: IncomingMessage, res: ServerResponse) =>
          startCall(probe, calls, { req, res, target, gate: lifecycle, expectsContinue: false, method: 'GET' })
  const answerProbe = probes({ lifecycle, slots, askFunction, ready: options.ready })
  const onRequest = requestListener({ answerProbe, invoke: pipeline({ ...options, slots }), calls, gate: lifecycle })

  const server = httpServer(settings)
  server.on('request', (req, res) => onRequest(req, res))
  server.on('checkContinue', (req, res) => onRequest(req, res, true))
  server.on('connect', (_req, socket) => refuse(socket, 405))
  server.on('clientError', badRequest(calls, settings.readTimeoutMs))
  return server
}

const timeoutsLine = ({ readTimeoutMs, writeTimeoutMs, execTimeoutMs, healthcheckIntervalMs }: Settings): string => {
  const [read, write, hard, health] = [readTimeoutMs, writeTimeoutMs, execTimeoutMs, healthcheckIntervalMs].map(formatDuration)
  return `Timeouts: read: ${read} write: ${write} hard: ${hard} health: ${health}`
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
const drainable = (server: Server, calls: ReadonlySet<HttpCall>, metrics: Metrics): Drainable => {
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

/** The OpenFaaS platform: a function host that speaks of-watchdog's contract itself, on 8080 and 8081. */
export const openfaas = (options: OpenFaasOptions): OpenFaas => {
  const { settings, lifecycle, log, metrics } = options
  const { writeTimeoutMs, healthcheckIntervalMs } = settings
  const calls = new Set<HttpCall>()
  const server = callServer(options, calls)
  const metricServer = metricsServer(metrics.registry)
  const stopWatching = writeTimeout(calls, writeTimeoutMs)
  let draining: Promise<boolean> | undefined
  const platform = drainable(server, calls, metrics)

  const close = async () => {
    stopWatching()
    await Promise.all([closeServer(server), closeServer(metricServer)])
  }

  const start = async (): Promise<Ports> => {
    log.host(timeoutsLine(settings))
    const port = await listen(server, settings.port, 'port')
    log.host(`Listening on port: ${port}`)
    const metricsPort = await listen(metricServer, settings.metricsPort, 'metrics_port')
    log.host(`Metrics listening on port: ${metricsPort}`)
    lifecycle.ready()
    return { port, metricsPort }
  }

  const drainAndClose = async (): Promise<boolean> => {
    const complete = await drain({ platform, lifecycle, log, healthcheckIntervalMs, writeTimeoutMs })
    await close()
    return complete
  }

  return {
    start: () =>
      start().catch(async (error: unknown) => {
        await close()
        throw error
      }),
    drain: () => (draining ??= drainAndClose()),
    close,
  }
}
