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
  /** Makes a call not, or not again; false when there is none with this id. */
  cancel(callId: string): boolean
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

/** Makes a call until it need not be made again; undefined when `stop` keeps it from that. */
const callAgain = async (call: QueuedCall, { gatewayUrl, say }: AsyncQueueOptions, stop: AbortSignal): Promise<Result | undefined> => {
  for (let attempt = 1; ; attempt++) {
    const result = await callOnce(call, gatewayUrl())
    const again = call.retry.codes.has(result.status) || result.headers['x-openfaas-internal'] !== undefined
    if (!again || attempt >= call.retry.attempts) return result
    const waitMs = retryWaitMs(call.retry, attempt, result.headers['retry-after'])
    say(`Queued call ${call.callId} of ${call.name} was answered ${result.status}; calling again in ${waitMs / 1000} s`)
    const waited = await wait(waitMs, true, { signal: stop }).catch(() => false)
    if (!waited) return undefined
  }
}

/** Makes a call and calls back; false when `stop` kept it from its end. */
const complete = async (call: QueuedCall, options: AsyncQueueOptions, stop: AbortSignal): Promise<boolean> => {
  const { callbackUrl, callId } = call
  const startMs = performance.now()
  const result = await callAgain(call, options, stop)
  if (result === undefined || callbackUrl === undefined) return result !== undefined
  const seconds = (performance.now() - startMs) / 1000
  await callBack(callbackUrl, call, result, seconds).catch((error: Error) => options.say(`Cannot call back "${callbackUrl}" for ${callId}: ${error.message}`))
  return true
}

/** A queue in memory: what waits in it is lost when the program ends. */
export const asyncQueue = (options: AsyncQueueOptions): AsyncQueue => new MemoryQueue(options)

class MemoryQueue implements AsyncQueue {
  readonly #options: AsyncQueueOptions
  readonly #waiting: QueuedCall[] = []
  /** All that wait or run, each with what keeps it from being made again. */
  readonly #held = new Map<QueuedCall, AbortController>()
  readonly #running = new Set<Promise<void>>()
  #closing = false
  #bytes = 0
  #abandoned = 0

  constructor(options: AsyncQueueOptions) {
    this.#options = options
  }

  add(call: QueuedCall): boolean {
    const { maxCalls = 1_000 } = this.#options
    if (this.#closing || this.#held.size >= maxCalls || this.#bytes + call.body.length > maxQueuedBytes) return false
    this.#held.set(call, new AbortController())
    this.#bytes += call.body.length
    this.#waiting.push(call)
    this.#next()
    return true
  }

  cancel(callId: string): boolean {
    const [call, stop] = [...this.#held].find(([known]) => known.callId === callId) ?? []
    if (call === undefined) return false
    stop?.abort()
    this.#forget(call)
    const place = this.#waiting.indexOf(call)
    if (place >= 0) this.#waiting.splice(place, 1)
    return true
  }

  async close(): Promise<number> {
    this.#closing = true
    for (const stop of this.#held.values()) stop.abort()
    const left = this.#waiting.splice(0).length
    await Promise.all(this.#running)
    return left + this.#abandoned
  }

  #next(): void {
    const { maxAtOnce = 8 } = this.#options
    if (this.#closing || this.#running.size >= maxAtOnce) return
    const call = this.#waiting.shift()
    if (call === undefined) return
    const ran = this.#run(call).finally(() => {
      this.#running.delete(ran)
      this.#next()
    })
    this.#running.add(ran)
  }

  async #run(call: QueuedCall): Promise<void> {
    const done = await complete(call, this.#options, this.#held.get(call)?.signal ?? AbortSignal.abort())
    // One that was cancelled is held no more.
    if (!done && this.#held.has(call)) this.#abandoned++
    this.#forget(call)
  }

  #forget(call: QueuedCall): void {
    if (this.#held.delete(call)) this.#bytes -= call.body.length
  }
}
