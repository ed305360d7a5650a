import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { answerText } from './answer-text.ts'
import type { AsyncQueue } from './async-queue.ts'
import type { Forwarder } from './forwarder.ts'
import type { GatewayFunctions } from './gateway.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { queueRequest } from './queue-request.ts'
import { socketAnswer } from './socket-answer.ts'
import type { Ui } from './ui.ts'
import type { ForwardWebSocket } from './websocket-forwarder.ts'

export interface FunctionCallsOptions {
  readonly functions: GatewayFunctions
  readonly metrics: GatewayMetrics
  readonly queue: AsyncQueue
  readonly forward: Forwarder['forward']
  readonly forwardWebSocket: ForwardWebSocket
  /** Watches calls. */
  readonly ui: Pick<Ui, 'called'> | undefined
}

/** Calls of functions by name; `target` is the path and query for the function, raw. */
export interface FunctionCalls {
  call(req: IncomingMessage, res: ServerResponse, called: string, target: string): void
  /** Queues a call; a DELETE takes the one with the id `called` out of the queue. */
  queue(req: IncomingMessage, res: ServerResponse, called: string, target: string): Promise<void>
  connect(req: IncomingMessage, socket: Socket, head: Buffer, called: string, target: string): Promise<void>
}

/** Passes calls to the hosts of their functions and counts them; 404 and 503 where there is none. */
export const functionCalls = ({ functions, metrics, queue, forward, forwardWebSocket, ui }: FunctionCallsOptions): FunctionCalls => {
  const noFunction = (res: ServerResponse, called: string): void =>
    answerText(res, 404, `No function "${called}": there is ${functions.all().map(({ name }) => name).join(', ')}\n`)
  const notRunning = (res: ServerResponse, name: string): void =>
    answerText(res, 503, `Function "${name}" is not running: it is starting, or its log says why it ended\n`, { 'Retry-After': '1' })

  const call: FunctionCalls['call'] = (req, res, called, target) => {
    const fn = functions.find(called)
    if (fn === undefined) return noFunction(res, called)
    const ended = metrics.called(fn.name)
    const watched = ui?.called(fn.name, target, req, res)
    const lease = fn.lease()
    res.on('close', () => {
      const status = res.headersSent ? res.statusCode : 499
      lease?.release()
      ended(status)
      watched?.ended(status, lease !== undefined)
    })
    if (lease === undefined) notRunning(res, fn.name)
    else forward(req, res, { name: fn.name, port: lease.port, target })
  }

  const connect: FunctionCalls['connect'] = async (req, socket, head, called, target) => {
    const fn = functions.find(called)
    if (fn === undefined) return noFunction(socketAnswer(req, socket), called)
    const ended = metrics.called(fn.name)
    const lease = fn.lease()
    if (lease === undefined) {
      notRunning(socketAnswer(req, socket), fn.name)
      return ended(503)
    }
    const status = await forwardWebSocket(req, socket, head, { name: fn.name, port: lease.port, target })
    lease.release()
    ended(status)
  }

  const cancelQueued = (res: ServerResponse, callId: string): void => {
    if (queue.cancel(callId)) res.writeHead(202, { 'Content-Length': 0 }).end()
    else answerText(res, 404, `No queued call "${callId}": it has been made, or never was\n`)
  }

  const queueCall: FunctionCalls['queue'] = async (req, res, called, target) => {
    if (req.method === 'DELETE') return cancelQueued(res, called)
    const fn = functions.find(called)
    if (fn === undefined) return noFunction(res, called)
    await queueRequest(req, res, { name: called, target, annotations: fn.fn.annotations }, queue)
  }
  return { call, queue: queueCall, connect }
}
