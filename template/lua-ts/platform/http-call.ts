import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Body, Call, CallEvent } from '../host/call.ts'
import { callIdOf } from '../host/call-id.ts'
import { AbortedError } from '../host/errors.ts'
import { emptyBody, HttpBody } from './http-body.ts'
import { HttpReply } from './http-reply.ts'
import type { RequestTarget } from './request-target.ts'

export interface HttpCallOptions {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly target: RequestTarget
  /** Says whether the connection must end with this answer. */
  readonly gate: { readonly closing: boolean }
  /** True when the client waits for `100 Continue` before it sends its body. */
  readonly expectsContinue: boolean
  /** Told of the bytes of every piece of a body that is read. */
  readonly took: (bytes: number) => void
  /** Takes the place of the request's own method, and leaves its body out. */
  readonly method?: string
}

const hasBody = ({ headers }: IncomingMessage): boolean => {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

/** One request as a call, with the means to abort it. */
export class HttpCall implements Call {
  readonly startedMs = performance.now()
  deadlineMs = Infinity
  aborted = false
  abortReason: string | undefined
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly event: CallEvent
  readonly reply: HttpReply
  /** The request's body, undefined when it has none. */
  readonly body: HttpBody | undefined
  #id: string | undefined
  #listeners: Set<() => void> | undefined

  constructor({ req, res, target, gate, expectsContinue, took, method }: HttpCallOptions) {
    this.req = req
    this.res = res
    this.body = method === undefined && hasBody(req) ? new HttpBody(req, expectsContinue ? res : undefined, took) : undefined
    const { path, query } = target
    const body: Body = this.body ?? emptyBody
    this.event = { method: method ?? (req.method as string), path, query, headers: req.rawHeaders, body }
    this.reply = new HttpReply(req, res, this.startedMs, gate, this.body)
  }

  get id(): string {
    this.#id ??= callIdOf(this.req.headers['x-call-id'] as string | undefined)
    return this.#id
  }

  onAbort(listener: () => void): () => void {
    if (this.aborted) {
      queueMicrotask(listener)
      return () => {}
    }
    this.#listeners ??= new Set()
    this.#listeners.add(listener)
    return () => {
      this.#listeners?.delete(listener)
    }
  }

  /** Ends all that waits for the client, and tells the listeners. `reason` is for the log. */
  abort(reason: string): void {
    if (this.aborted) return
    this.aborted = true
    this.abortReason = reason
    const error = new AbortedError(reason)
    this.body?.close(error)
    this.reply.close(error)
    const listeners = this.#listeners ?? []
    this.#listeners = undefined
    for (const listener of listeners) listener()
  }
}
