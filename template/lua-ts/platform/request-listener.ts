import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Invoke } from '../host/call.ts'
import { HttpCall, type HttpCallOptions } from './http-call.ts'
import { lingering } from './lingering.ts'
import { requestTarget, type RequestTarget } from './request-target.ts'

export interface RequestListenerOptions {
  /** Answers the platform's own paths; false for a request that is the function's. */
  readonly answerProbe: (req: IncomingMessage, res: ServerResponse) => boolean
  readonly invoke: Invoke
  /** The calls under way, oldest first; kept here. */
  readonly calls: Set<HttpCall>
  readonly gate: { readonly closing: boolean }
  /** Told of the bytes of every piece of a body that is read. */
  readonly took: (bytes: number) => void
}

/** Starts a call, and keeps it among `calls` until its answer is out or its client gone. */
export const startCall = (invoke: Invoke, calls: Set<HttpCall>, options: HttpCallOptions): void => {
  const { req, res, expectsContinue } = options
  const call = new HttpCall(options)
  calls.add(call)
  res.on('close', () => {
    calls.delete(call)
    if (!res.writableFinished) call.abort('the client went away')
    else if (call.body?.arrived === false) lingering(req, (whole) => void (whole || req.socket.destroy()))
  })
  // A body that came along with its head is parsed by the end of the tick: then the function need not wait for it.
  if (call.body !== undefined && !expectsContinue) process.nextTick(invoke, call)
  else void invoke(call)
}

const answerEmpty = (res: ServerResponse, status: number): void => {
  res.writeHead(status, ['Content-Length', '0'])
  res.end()
}

/** What the server does with a request: the platform's own paths, `OPTIONS *`, and everything else for the function. */
export const requestListener = ({ answerProbe, invoke, calls, gate, took }: RequestListenerOptions) => {
  const start = (req: IncomingMessage, res: ServerResponse, target: RequestTarget, expectsContinue: boolean) =>
    startCall(invoke, calls, { req, res, target, gate, expectsContinue, took })

  return (req: IncomingMessage, res: ServerResponse, expectsContinue = false): void => {
    if (answerProbe(req, res)) return
    const target = requestTarget(req.url as string)
    if (target !== undefined) start(req, res, target, expectsContinue)
    else answerEmpty(res, req.url === '*' && req.method === 'OPTIONS' ? 200 : 400)
  }
}
