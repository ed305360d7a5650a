import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from './answer-text.ts'
import type { AsyncQueue } from './async-queue.ts'
import { requestHeaders } from './gateway-headers.ts'
import { readBody } from './read-body.ts'
import { retryPolicy } from './retry-policy.ts'

/** What a request to `/async-function/` is for. */
export interface QueueRequest {
  readonly name: string
  readonly target: string
  readonly annotations: Readonly<Record<string, string>>
}

// What NATS takes as one message.
const maxBodyBytes = 1024 * 1024

const callbackOf = (req: IncomingMessage): string | undefined | false => {
  const [url] = [req.headers['x-callback-url']].flat()
  if (url === undefined) return undefined
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : false
}

/** Puts a request into the queue and answers 202; 400, 405, 413 or 429 when it can't be taken. */
export const queueRequest = async (req: IncomingMessage, res: ServerResponse, { name, target, annotations }: QueueRequest, queue: AsyncQueue): Promise<void> => {
  if (req.method !== 'POST') return answerText(res, 405, 'Only POST can be queued\n', { Allow: 'POST, DELETE' })
  const callbackUrl = callbackOf(req)
  if (callbackUrl === false) return answerText(res, 400, 'Bad X-Callback-Url: give a whole URL, as in "http://127.0.0.1:8080/function/other"\n')
  const startTime = `${BigInt(Date.now()) * 1_000_000n}`
  const body = await readBody(req, maxBodyBytes)
  if (body === undefined) return answerText(res, 413, `Bodies over ${maxBodyBytes} bytes can't be queued\n`)
  const { host, 'x-callback-url': _, 'transfer-encoding': __, 'content-length': ___, ...headers } = requestHeaders(req)
  const callId = [headers['x-call-id']].flat()[0] ?? randomUUID()
  const added = { 'x-start-time': startTime, ...(host === undefined ? {} : { 'x-forwarded-host': headers['x-forwarded-host'] ?? host }) }
  const call = { name, target, method: 'POST', headers: { ...headers, ...added }, body, callId, callbackUrl, retry: retryPolicy(annotations) }
  if (!queue.add(call)) return answerText(res, 429, 'The queue is full\n', { 'Retry-After': '1' })
  res.writeHead(202, { 'X-Call-Id': callId, 'X-Start-Time': startTime, 'Content-Length': 0 }).end()
}
