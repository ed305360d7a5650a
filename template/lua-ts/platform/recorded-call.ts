import type { Body, Call, Invoke, RawHeaders } from '../host/call.ts'
import { callIdOf } from '../host/call-id.ts'
import { headerOf } from '../host/header.ts'
import { RecordedReply } from './recorded-reply.ts'
import { wholeBody } from './whole-body.ts'

/** A request that comes from no network. */
export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: RawHeaders
  /** Whole, or as it comes in pieces. */
  readonly body: Uint8Array | Body
  /** The JSON text of the platform's own event, where the request came in one. */
  readonly source?: Uint8Array | undefined
  /** The JSON text of an event that is no request. */
  readonly message?: Uint8Array | undefined
  readonly details?: Call['details']
}

/** What would have gone over the network. */
export interface RecordedAnswer {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Uint8Array
  /** True when the answer broke off. */
  readonly cut: boolean
}

/** Puts a request to `invoke` and resolves to what it answers. Nobody goes away here, so the call is never aborted. */
export const recordedAnswer = async (invoke: Invoke, request: RecordedRequest): Promise<RecordedAnswer> => {
  const { method, path, query, headers, body, source, message, details } = request
  const reply = new RecordedReply(method)
  const call: Call = {
    id: callIdOf(headerOf(headers, 'x-call-id')),
    event: { method, path, query, headers, body: 'read' in body ? body : wholeBody(body), source },
    message,
    details,
    reply,
    startedMs: performance.now(),
    deadlineMs: Infinity,
    aborted: false,
    onAbort: () => () => {},
  }
  await invoke(call)
  return { status: reply.status, headers: reply.headers, body: reply.body, cut: !reply.ended }
}
