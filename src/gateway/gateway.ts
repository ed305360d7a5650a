import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIPv6 } from 'node:net'
import type { AddressInfo } from 'node:net'
import { answerText } from './answer-text.ts'
import type { AsyncQueue } from './async-queue.ts'
import { CommandError } from '../command-error.ts'
import { forwarder } from './forwarder.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { answerMetrics } from './metrics-pages.ts'
import { queueRequest } from './queue-request.ts'
import { readRoute } from './route.ts'
import type { SystemApi } from './system-api.ts'
import type { systemGuard } from './system-guard.ts'

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

const listen = async (server: ReturnType<typeof createServer>, port: number, address: string): Promise<string> => {
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

/** Answers requests for what stands behind the gateway; `url` is asked for when the first one comes. */
const answerer = (options: GatewayOptions, forward: ReturnType<typeof forwarder>['forward'], url: () => string) => {
  const { functions, metrics, queue, system, guard } = options
  const names = (): string => functions.all().map(({ name }) => name).join(', ')
  const noFunction = (res: ServerResponse, called: string): void => answerText(res, 404, `No function "${called}": there is ${names()}\n`)

  const callFunction = (req: IncomingMessage, res: ServerResponse, called: string, target: string): void => {
    const fn = functions.find(called)
    if (fn === undefined) return noFunction(res, called)
    if (req.headers.upgrade?.toLowerCase() === 'websocket') {
      return answerText(res, 501, 'No WebSockets: the gateway of OpenFaaS CE passes none on; use server-sent events\n', { Connection: 'close' })
    }
    const ended = metrics.called(fn.name)
    const lease = fn.lease()
    res.once('close', () => {
      lease?.release()
      ended(res.headersSent ? res.statusCode : 499)
    })
    if (lease !== undefined) return forward(req, res, { name: fn.name, port: lease.port, target })
    answerText(res, 503, `Function "${fn.name}" is not running: it is starting, or its log says why it ended\n`, { 'Retry-After': '1' })
  }

  const queueCall = async (req: IncomingMessage, res: ServerResponse, called: string, target: string): Promise<void> => {
    const found = functions.find(called)
    if (found === undefined) return noFunction(res, called)
    await queueRequest(req, res, { name: called, target, annotations: found.fn.annotations }, queue)
  }

  const manage = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const startMs = performance.now()
    res.once('close', () => metrics.managed(req.method ?? '', res.statusCode, (performance.now() - startMs) / 1000))
    const refusal = guard(req)
    if (refusal !== undefined) return answerText(res, refusal.status, refusal.text, refusal.headers)
    await system(req, res)
  }

  const failed = (res: ServerResponse) => (error: Error): void => {
    if (!res.headersSent && !res.destroyed) answerText(res, 500, `${error.message}\n`)
  }
  return (req: IncomingMessage, res: ServerResponse): void => {
    const route = readRoute(req.url ?? '/')
    if (route.to === 'function') return callFunction(req, res, route.name, route.target)
    if (route.to === 'async') return void queueCall(req, res, route.name, route.target).catch(failed(res))
    if (route.to === 'system') return void manage(req, res).catch(failed(res))
    if (route.to === 'metrics') return void answerMetrics(res, route.path, req.headers.host ?? '', functions, metrics).catch(failed(res))
    if (route.to === 'health') return answerText(res, 200, 'OK')
    const lines = functions.all().map(({ name }) => `${url()}/function/${name}\n`).join('')
    answerText(res, route.to === 'index' ? 200 : 404, route.to === 'index' ? lines : `Nothing here; the functions are\n${lines}`)
  }
}

/** Listens. Throws a `CommandError` when the port can't be had. */
export const gateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { forward, close: closeForwarder } = forwarder(options.servedBy)
  const answer = answerer(options, forward, () => url)
  const open = new Set<ServerResponse>()
  let draining = false

  // No limit on the time of a request: the function's host has its own.
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0, keepAliveTimeout: idleConnectionMs }, (req, res) => {
    open.add(res)
    res.once('close', () => {
      open.delete(res)
      // What was answered with its connection kept open is idle only from now on.
      if (draining) setImmediate(() => server.closeIdleConnections())
    })
    if (draining) answerText(res, 503, 'The gateway is ending\n', { Connection: 'close' })
    else answer(req, res)
  })
  const url = await listen(server, options.port, options.address ?? loopback)

  const close = async (): Promise<void> => {
    draining = true
    for (const res of open) res.shouldKeepAlive = false
    await new Promise<void>(resolve => server.close(() => resolve()))
    closeForwarder()
  }
  const destroy = (): void => {
    draining = true
    server.close()
    server.closeAllConnections()
    closeForwarder()
  }
  return { url, close, destroy }
}
