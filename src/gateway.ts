import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerText } from './answer-text.ts'
import { CommandError } from './command-error.ts'
import { forwarder } from './forwarder.ts'
import type { FunctionPool } from './function-pool.ts'
import { readRoute } from './route.ts'

/** The functions as the gateway knows them. */
export interface GatewayFunctions {
  all(): readonly GatewayFunction[]
  /** The function behind `NAME` or `NAME.NAMESPACE`. */
  find(called: string): GatewayFunction | undefined
}

/** One function: `lease()` says where a request goes, and is told when that has ended. */
export type GatewayFunction = Pick<FunctionPool, 'name' | 'lease'>

export interface GatewayOptions {
  /** Port on the loopback interface; 0 for any free one. */
  readonly port: number
  readonly functions: GatewayFunctions
  /** What the header `X-Served-By` says. */
  readonly servedBy: string
}

/** The local stand-in for OpenFaaS's gateway. */
export interface Gateway {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string
  /** Takes no more requests; resolves when those under way are answered. */
  close(): Promise<void>
  /** Ends every connection at once. */
  destroy(): void
}

const address = '127.0.0.1'
// As much as the function host takes, so that the gateway is never the stricter one.
const maxHeaderBytes = 1024 * 1024
const idleConnectionMs = 65_000

const listen = async (server: ReturnType<typeof createServer>, port: number): Promise<string> => {
  try {
    await once(server.listen(port, address), 'listening')
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const what = code === 'EADDRINUSE' ? 'another program listens there' : message
    throw new CommandError([`--port ${port}: Cannot listen on ${address}:${port} (${what}): choose another one with --port, 0 for any free one`], { cause })
  }
  return `http://${address}:${(server.address() as AddressInfo).port}`
}

/** Listens on the loopback interface. Throws a `CommandError` when the port can't be had. */
export const gateway = async ({ port, functions, servedBy }: GatewayOptions): Promise<Gateway> => {
  const { forward, close: closeForwarder } = forwarder(servedBy)
  const open = new Set<ServerResponse>()
  let draining = false

  const callFunction = (req: IncomingMessage, res: ServerResponse, called: string, target: string): void => {
    const fn = functions.find(called)
    if (fn === undefined) return answerText(res, 404, `No function "${called}": there is ${functions.all().map(({ name }) => name).join(', ')}\n`)
    if (req.headers.upgrade?.toLowerCase() === 'websocket') {
      return answerText(res, 501, 'No WebSockets: the gateway of OpenFaaS CE passes none on; use server-sent events\n', { Connection: 'close' })
    }
    const lease = fn.lease()
    if (lease !== undefined) {
      res.once('close', lease.release)
      return forward(req, res, { name: fn.name, port: lease.port, target })
    }
    answerText(res, 503, `Function "${fn.name}" is not running: it is starting, or its log says why it ended\n`, { 'Retry-After': '1' })
  }

  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    if (draining) return answerText(res, 503, 'The gateway is ending\n', { Connection: 'close' })
    const route = readRoute(req.url ?? '/')
    if (route.to === 'function') return callFunction(req, res, route.name, route.target)
    if (route.to === 'health') return answerText(res, 200, 'OK')
    if (route.to === 'async') return answerText(res, 404, 'No queue here: call /function/NAME instead of /async-function/NAME\n')
    const lines = functions.all().map(({ name }) => `${url}/function/${name}\n`).join('')
    answerText(res, route.to === 'index' ? 200 : 404, route.to === 'index' ? lines : `Nothing here; the functions are\n${lines}`)
  }

  // No limit on the time of a request: the function's host has its own.
  const server = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0, keepAliveTimeout: idleConnectionMs }, (req, res) => {
    open.add(res)
    res.once('close', () => {
      open.delete(res)
      // What was answered with its connection kept open is idle only from now on.
      if (draining) setImmediate(() => server.closeIdleConnections())
    })
    answer(req, res)
  })
  const url = await listen(server, port)

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
