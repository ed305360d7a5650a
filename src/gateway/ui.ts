import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FunctionLog } from '../functions/function-log.ts'
import type { FunctionSet } from '../functions/function-set.ts'
import { answerText } from './answer-text.ts'
import { readBody } from './read-body.ts'
import { answerCall } from './ui-call.ts'
import type { UiCall } from './ui-call.ts'
import { callCounts } from './ui-call-counts.ts'
import type { CallCounts } from './ui-call-counts.ts'
import { failedCalls } from './ui-failed-calls.ts'
import { uiFeed } from './ui-feed.ts'
import { pageHeaders, uiFiles } from './ui-files.ts'
import { refusePageRequest } from './ui-guard.ts'
import { loadErrors } from './ui-load-errors.ts'
import type { LoadErrors } from './ui-load-errors.ts'
import { readCallOrder } from './ui-call-order.ts'
import { sampler } from './ui-sampler.ts'
import { WatchedCall } from './ui-watched-call.ts'

/** The page at `/ui/`, and what it needs to know. */
export interface Ui {
  /** Watches a call; the result is told its end. */
  called(name: string, target: string, req: IncomingMessage, res: ServerResponse): WatchedCall
  /** Takes the outcome of a host's start. */
  readonly started: LoadErrors['told']
  /** Answers a request to `/ui/…` that has passed the guard of the management API. */
  answer(req: IncomingMessage, res: ServerResponse): Promise<void>
  /** Ends the feeds, which would last as long as the page is open. */
  close(): void
}

export interface UiOptions {
  /** Asked for when somebody opens the page. */
  readonly functions: () => ReturnType<FunctionSet['all']>
  readonly log: FunctionLog
  readonly gatewayUrl: () => string
}

const maxOrderBytes = 16 * 1024 * 1024

/** Watches from now on. */
export const ui = ({ functions, log, gatewayUrl }: UiOptions): Ui => {
  const counts = new Map<string, CallCounts>()
  const countsOf = (name: string): CallCounts => {
    const known = counts.get(name) ?? callCounts()
    counts.set(name, known)
    return known
  }
  const errors = loadErrors(log)
  const failed = failedCalls({ log, folderOf: name => functions().find(pool => pool.name === name)?.fn.handlerDir })
  const samples = sampler({ pools: functions, countsOf, loadErrorOf: errors.of })
  const feed = uiFeed({ log, names: () => ['', ...functions().map(({ name }) => name)], sampler: samples, failedCalls: failed })
  const files = uiFiles()

  const call = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const bytes = await readBody(req, maxOrderBytes)
    if (bytes === undefined) return answerText(res, 413, `An order may have ${maxOrderBytes} bytes\n`)
    const order: UiCall | string = readCallOrder(bytes)
    if (typeof order === 'string') return answerText(res, 400, `${order}\n`)
    answerCall(res, order, gatewayUrl())
  }
  const replay = (res: ServerResponse, id: number): void => {
    const asked = failed.request(id)
    if (asked === undefined) return answerText(res, 404, 'This call is no longer kept\n')
    if (asked.obstacle !== undefined) return answerText(res, 409, `${asked.obstacle}\n`)
    answerCall(res, asked, gatewayUrl())
  }
  const sendBody = (res: ServerResponse, id: number): void => {
    const body = failed.request(id)?.body
    if (body === undefined) return answerText(res, 404, 'This call is no longer kept\n')
    res.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': body.length, 'Cache-Control': 'no-store' }).end(body)
  }

  const answerPost = async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    const [, id] = /^replay\/(\d+)$/.exec(path) ?? []
    if (path === 'call') return call(req, res)
    req.resume()
    if (id !== undefined) return replay(res, Number(id))
    if (path !== 'forget') return answerText(res, 404, `Nothing at /ui/${path}\n`)
    failed.clear()
    res.writeHead(204).end()
  }
  const answerGet = (req: IncomingMessage, res: ServerResponse, path: string): void => {
    const [, id] = /^body\/(\d+)$/.exec(path) ?? []
    if (path === 'feed') return feed.answer(res)
    if (id !== undefined) return sendBody(res, Number(id))
    if (!files(req, res, path)) answerText(res, 404, `Nothing at /ui/${path}\n`)
  }

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const { pathname } = new URL(req.url ?? '/', 'http://gateway')
    for (const [name, value] of Object.entries(pageHeaders)) res.setHeader(name, value)
    const path = pathname.replace(/^\/ui\/?/, '')
    const refusal = refusePageRequest(req, path === '')
    if (refusal !== undefined) return answerText(res, 403, `${refusal}\n`)
    if (pathname === '/ui') return void res.writeHead(308, { Location: '/ui/', 'Content-Length': 0 }).end()
    if (req.method === 'POST') return answerPost(req, res, path)
    if (req.method === 'GET' || req.method === 'HEAD') return answerGet(req, res, path)
    answerText(res, 405, `Not with ${req.method}\n`, { Allow: 'GET, POST' })
  }
  return {
    called: (name, target, req, res) => new WatchedCall(name, target, req, res, countsOf(name), failed.add),
    started: errors.told,
    answer,
    close: () => {
      feed.close()
      failed.close()
    },
  }
}
