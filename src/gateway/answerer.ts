import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from './answer-text.ts'
import type { FunctionCalls } from './function-calls.ts'
import type { GatewayOptions } from './gateway.ts'
import { answerMetrics } from './metrics-pages.ts'
import { readRoute } from './route.ts'

/** Answers a request to the gateway. */
export type Answer = (req: IncomingMessage, res: ServerResponse) => void

const failed = (res: ServerResponse) => (error: Error): void => {
  if (!res.headersSent && !res.destroyed) answerText(res, 500, `${error.message}\n`)
}

/** Answers for all that stands behind the gateway; `url` is asked for when the first request comes. */
export const answerer = ({ functions, metrics, system, guard, ui }: GatewayOptions, calls: FunctionCalls, url: () => string): Answer => {
  const manage = async (req: IncomingMessage, res: ServerResponse, reply: typeof system): Promise<void> => {
    const startMs = performance.now()
    res.once('close', () => metrics.managed(req.method ?? '', res.statusCode, (performance.now() - startMs) / 1000))
    const refusal = guard(req)
    if (refusal !== undefined) return answerText(res, refusal.status, refusal.text, refusal.headers)
    await reply(req, res)
  }
  const list = (): string => functions.all().map(({ name }) => `${url()}/function/${name}\n`).join('')

  return (req, res) => {
    const route = readRoute(req.url ?? '/')
    if (route.to === 'function') return calls.call(req, res, route.name, route.target)
    if (route.to === 'async') return void calls.queue(req, res, route.name, route.target).catch(failed(res))
    if (route.to === 'system') return void manage(req, res, system).catch(failed(res))
    if (route.to === 'ui' && ui !== undefined) return void manage(req, res, ui.answer).catch(failed(res))
    if (route.to === 'metrics') return void answerMetrics(res, route.path, req.headers.host ?? '', functions, metrics).catch(failed(res))
    if (route.to === 'health') return answerText(res, 200, 'OK')
    if (route.to === 'index') return answerText(res, 200, list())
    answerText(res, 404, `Nothing here; the functions are\n${list()}`)
  }
}
