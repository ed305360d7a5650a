import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from './answer-text.ts'
import { readBody } from './read-body.ts'
import { answerCall } from './ui-call.ts'
import { readCallOrder } from './ui-call-order.ts'
import type { FailedCalls } from './ui-failed-calls.ts'
import type { UiFeed } from './ui-feed.ts'
import { uiFiles } from './ui-files.ts'
import { refusePageRequest } from './ui-guard.ts'

export interface UiAnswerOptions {
  readonly feed: Pick<UiFeed, 'answer'>
  readonly failedCalls: Pick<FailedCalls, 'request' | 'clear'>
  readonly gatewayUrl: () => string
}

/** Answers a request to `/ui/…` that has passed the guard of the management API. */
export type UiAnswer = (req: IncomingMessage, res: ServerResponse) => Promise<void>

const maxOrderBytes = 16 * 1024 * 1024
const gone = 'This call is no longer kept\n'

/** POST: `call` makes a call, `replay/ID` makes one again, `forget` forgets those that failed. */
const postAnswer = ({ failedCalls, gatewayUrl }: UiAnswerOptions) => {
  const call = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const bytes = await readBody(req, maxOrderBytes)
    if (bytes === undefined) return answerText(res, 413, `An order may have ${maxOrderBytes} bytes\n`)
    const order = readCallOrder(bytes)
    if (typeof order === 'string') return answerText(res, 400, `${order}\n`)
    answerCall(res, order, gatewayUrl())
  }
  const replay = (res: ServerResponse, id: number): void => {
    const asked = failedCalls.request(id)
    if (asked === undefined) return answerText(res, 404, gone)
    if (asked.obstacle !== undefined) return answerText(res, 409, `${asked.obstacle}\n`)
    answerCall(res, asked, gatewayUrl())
  }
  return async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    if (path === 'call') return call(req, res)
    req.resume()
    const [, id] = /^replay\/(\d+)$/.exec(path) ?? []
    if (id !== undefined) return replay(res, Number(id))
    if (path !== 'forget') return answerText(res, 404, `Nothing at /ui/${path}\n`)
    failedCalls.clear()
    res.writeHead(204).end()
  }
}

/** GET: `feed`, `body/ID` is what a failed call had as its body, everything else a file. */
const getAnswer = ({ feed, failedCalls }: UiAnswerOptions) => {
  const files = uiFiles()
  const sendBody = (res: ServerResponse, id: number): void => {
    const body = failedCalls.request(id)?.body
    if (body === undefined) return answerText(res, 404, gone)
    res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length, 'Cache-Control': 'no-store' }).end(body)
  }
  return (req: IncomingMessage, res: ServerResponse, path: string): void => {
    if (path === 'feed' && req.method === 'GET') return feed.answer(res)
    const [, id] = /^body\/(\d+)$/.exec(path) ?? []
    if (id !== undefined) return sendBody(res, Number(id))
    if (!files(req, res, path)) answerText(res, 404, `Nothing at /ui/${path}\n`)
  }
}

/** Serves the page to itself and to no other page. */
export const uiAnswer = (options: UiAnswerOptions): UiAnswer => {
  const answerPost = postAnswer(options)
  const answerGet = getAnswer(options)
  return async (req, res) => {
    const { pathname } = new URL(req.url ?? '/', 'http://gateway')
    res.setHeader('Cross-Origin-Resource-Policy', 'same-origin')
    res.setHeader('X-Content-Type-Options', 'nosniff')
    const path = pathname.replace(/^\/ui\/?/, '')
    const refusal = refusePageRequest(req, path === '')
    if (refusal !== undefined) return answerText(res, 403, `${refusal}\n`)
    if (pathname === '/ui') return void res.writeHead(308, { Location: '/ui/', 'Content-Length': 0 }).end()
    if (req.method === 'POST') return answerPost(req, res, path)
    if (req.method === 'GET' || req.method === 'HEAD') return answerGet(req, res, path)
    answerText(res, 405, `Not with ${req.method}\n`, { Allow: 'GET, POST' })
  }
}
