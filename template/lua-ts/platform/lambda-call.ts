import type { Call, CallEvent } from '../host/call.ts'
import type { GatewayRequest } from './gateway-request.ts'
import { gatewayRequest } from './gateway-request.ts'
import type { Invocation, LambdaAnswers } from './lambda-client.ts'
import { deadlineOf, invocationDetails, traceOf } from './lambda-context.ts'
import type { LambdaDetails } from './lambda-context.ts'
import { bufferedReply } from './lambda-reply.ts'
import type { LambdaReply } from './lambda-reply.ts'
import { streamedReply } from './lambda-stream.ts'
import { wholeBody } from './whole-body.ts'

export interface LambdaCallOptions {
  readonly client: LambdaAnswers
  readonly invocation: Invocation
  /** What is the same for all invocations. */
  readonly details: LambdaDetails
  /** How long before the platform's deadline the handler is stopped, so that there is time to report it. */
  readonly marginMs: number
  /** Whether answers are sent in pieces. */
  readonly streams: boolean
}

const noRequest: CallEvent = { method: '', path: '', query: '', headers: [], body: wholeBody(new Uint8Array(0)) }

// A deadline that is nearer than twice the margin leaves the handler half of what is left.
const longestPart = 0.5

const deadlineMs = ({ invocation, marginMs }: LambdaCallOptions): number => {
  const leftMs = deadlineOf(invocation.headers) - Date.now()
  return leftMs === Infinity ? Infinity : performance.now() + leftMs - Math.min(marginMs, Math.max(0, leftMs) * longestPart)
}

/** One invocation as a call. */
class LambdaCall implements Call {
  readonly startedMs = performance.now()
  readonly limit = 'function timeout'
  readonly id: string
  readonly event: CallEvent
  readonly message: Uint8Array | undefined
  readonly details: LambdaDetails
  readonly environment: Call['environment']
  readonly answer: LambdaReply
  deadlineMs: number
  aborted = false
  abortReason: string | undefined
  readonly #listeners = new Set<() => void>()

  constructor(options: LambdaCallOptions, request: GatewayRequest | undefined) {
    const { client, invocation, details, streams } = options
    const { id, headers, body } = invocation
    this.id = id
    this.event = request?.event ?? noRequest
    this.message = request ? undefined : body
    this.details = { ...details, ...invocationDetails(headers, id) }
    // Never in process.env: several invocations may run at a time.
    this.environment = { _X_AMZN_TRACE_ID: traceOf(headers) }
    this.deadlineMs = deadlineMs(options)
    const { method } = this.event
    this.answer = streams
      ? streamedReply({ client, invocation, kind: request?.kind, method, aborted: (reason) => this.#abort(reason) })
      : bufferedReply(client, invocation, request?.kind, method)
  }

  get reply() {
    return this.answer.reply
  }

  onAbort(listener: () => void): () => void {
    if (this.aborted) {
      queueMicrotask(listener)
      return () => {}
    }
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #abort(reason: string): void {
    this.aborted = true
    this.abortReason = reason
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of listeners) listener()
  }
}

/**
 * The call that an invocation stands for: an HTTP request if its event is one, else the event itself.
 * @throws BadRequestError when a header of the invocation is malformed
 */
export const lambdaCall = (options: LambdaCallOptions): Call & { readonly answer: LambdaReply } =>
  new LambdaCall(options, gatewayRequest(options.invocation.body))
