import type { IncomingHttpHeaders } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { httpCall } from '../http-call.ts'
import { readBody } from './read-body.ts'
import { retryWaitMs } from './retry-policy.ts'
import type { RetryPolicy } from './retry-policy.ts'

/** A call that waits for its turn. */
export interface QueuedCall {
  readonly name: string
  /** Path and query for the function, raw. */
  readonly target: string
  readonly method: string
  /** Less those of the connection. */
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  readonly callId: string
  readonly callbackUrl: string | undefined
  readonly retry: RetryPolicy
}

/** Calls that are made one after another, some at a time. */
export interface AsyncQueue {
  /** False when it is full. */
  add(call: QueuedCall): boolean
  /** Makes no further calls; resolves to the number of those that were never made once the others have ended. */
  close(): Promise<number>
}

export interface AsyncQueueOptions {
  /** The gateway's URL: a queued call goes through it like any other. */
  readonly gatewayUrl: () => string
  /** Takes what there is to say about calls and callbacks that failed. */
  readonly say: (text: string) => void
  readonly maxCalls?: number
  readonly maxAtOnce?: number
}

interface Result {
  /** 503 when no answer came, as OpenFaaS's queue-worker has it. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

const userAgent = 'lua-ts/queue-worker'
const maxQueuedBytes = 64 * 1024 * 1024
const maxAnswerBytes = 16 * 1024 * 1024
const nothing = Buffer.alloc(0)

const callOnce = async (call: QueuedCall, gatewayUrl: string): Promise<Result> => {
  const { name, target, method, body } = call
  try {
    const headers = { ...call.headers, 'user-agent': userAgent, 'x-call-id': call.callId }
    const answer = await httpCall({ url: `${gatewayUrl}/function/${name}${target}`, method, headers, body })
    return { status: answer.statusCode ?? 503, headers: answer.headers, body: (await readBody(answer, maxAnswerBytes)) ?? nothing }
  } catch {
    return { status: 503, headers: {}, body: nothing }
  }
}

const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'trailer', 'upgrade'])

const callBack = async (url: string, { name, callId }: QueuedCall, { status, headers, body }: Result, seconds: number): Promise<void> => {
  const kept = Object.fromEntries(Object.entries(headers).filter(([header]) => !connectionHeaders.has(header)))
  const added = { 'x-call-id': callId, 'x-duration-seconds': seconds.toFixed(6), 'x-function-status': String(status), 'x-function-name': name }
  const answer = await httpCall({ url, method: 'POST', headers: { ...kept, ...added, 'user-agent': userAgent }, body })
  answer.resume()
}

/** A queue in memory: what waits in it is lost when the program ends. */
export const asyncQueue = ({ gatewayUrl, say, maxCalls = 1_000, maxAtOnce = 8 }: AsyncQueueOptions): AsyncQueue => {
  const waiting: QueuedCall[] = []
  const held = new Set<QueuedCall>()
  const running = new Set<Promise<void>>()
  const closing = new AbortController()
  let bytes = 0
  let abandoned = 0

  /** Makes the call until it need not be made again; undefined when the end comes first. */
  const callAgain = async (call: QueuedCall): Promise<Result | undefined> => {
    for (let attempt = 1; ; attempt++) {
      const result = await callOnce(call, gatewayUrl())
      const again = call.retry.codes.has(result.status) || result.headers['x-openfaas-internal'] !== undefined
      if (!again || attempt >= call.retry.attempts) return result
      const waitMs = retryWaitMs(call.retry, attempt, result.headers['retry-after'])
      say(`Queued call ${call.callId} of ${call.name} was answered ${result.status}; calling again in ${waitMs / 1000} s`)
      const waited = await wait(waitMs, true, { signal: closing.signal }).catch(() => false)
      if (!waited) return undefined
    }
  }

  const run = async (call: QueuedCall): Promise<void> => {
    const startMs = performance.now()
    const result = await callAgain(call)
    if (result === undefined) abandoned++
    else if (call.callbackUrl !== undefined) {
      const seconds = (performance.now() - startMs) / 1000
      await callBack(call.callbackUrl, call, result, seconds).catch((error: Error) => say(`Cannot call back "${call.callbackUrl}" for ${call.callId}: ${error.message}`))
    }
    held.delete(call)
    bytes -= call.body.length
  }

  const next = (): void => {
    if (closing.signal.aborted || running.size >= maxAtOnce) return
    const call = waiting.shift()
    if (call === undefined) return
    const ran = run(call).finally(() => {
      running.delete(ran)
      next()
    })
    running.add(ran)
  }

  const add = (call: QueuedCall): boolean => {
    if (closing.signal.aborted || held.size >= maxCalls || bytes + call.body.length > maxQueuedBytes) return false
    held.add(call)
    bytes += call.body.length
    waiting.push(call)
    next()
    return true
  }
  const close = async (): Promise<number> => {
    closing.abort()
    const left = waiting.splice(0).length
    await Promise.all(running)
    return left + abandoned
  }
  return { add, close }
}
