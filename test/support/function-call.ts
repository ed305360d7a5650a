import type { Call } from '../../template/lua-ts/host/call.ts'
import type { Body, RawHeaders } from '../../template/lua-ts/host/call.ts'
import { AbortedError, BadReplyError } from '../../template/lua-ts/host/errors.ts'

export interface Request {
  readonly method?: string
  readonly path?: string
  readonly query?: string
  readonly headers?: RawHeaders
  /** A whole body, or pieces that come one event-loop turn after the other. */
  readonly body?: string | Uint8Array | readonly (string | Uint8Array)[]
  readonly id?: string
  readonly deadlineMs?: number
  readonly limit?: string
  /** JSON text of an event that is no request. */
  readonly message?: string
  /** JSON text of the platform's own event, which brought this request. */
  readonly source?: string
  readonly details?: Call['details']
  readonly environment?: Call['environment']
}

/** What a call's reply got. */
export interface Answer {
  status: number
  headers: string[]
  body: Buffer
  /** The pieces as they were written. */
  pieces: string[]
  ended: boolean
  cut: boolean
}

/** A body whose pieces are all here at once, or each come a turn later. */
export const bodyOf = (body: Request['body']): Body => {
  const later = Array.isArray(body)
  const pieces = (later ? [...(body as string[])] : body === undefined ? [] : [body as string | Uint8Array]).map((piece) => new Uint8Array(Buffer.from(piece as string)))
  const length = later ? undefined : (pieces[0]?.length ?? 0)
  return {
    length,
    read() {
      const piece = pieces.shift()
      if (!later) return piece
      return new Promise((resolve) => setImmediate(() => resolve(piece)))
    },
  }
}

/** A call that records its answer; `abort()` is the client going away. */
export const callOf = (request: Request = {}): { call: Call; answer: Answer; abort: () => void } => {
  const answer: Answer = { status: 0, headers: [], body: Buffer.alloc(0), pieces: [], ended: false, cut: false }
  const listeners = new Set<() => void>()
  let aborted = false
  const assertOpen = () => {
    if (aborted) throw new AbortedError('client went away')
    if (answer.ended) throw new BadReplyError('the answer has ended')
  }
  const call = {
    id: request.id ?? 'call-1',
    limit: request.limit,
    message: request.message === undefined ? undefined : Buffer.from(request.message),
    details: request.details,
    environment: request.environment,
    startedMs: performance.now(),
    deadlineMs: request.deadlineMs ?? Infinity,
    get aborted() {
      return aborted
    },
    onAbort(listener: () => void) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    event: {
      method: request.method ?? 'GET',
      path: request.path ?? '/',
      query: request.query ?? '',
      headers: request.headers ?? [],
      body: bodyOf(request.body),
      source: request.source === undefined ? undefined : Buffer.from(request.source),
    },
    reply: {
      get headSent() {
        return answer.status !== 0
      },
      get status() {
        return answer.status
      },
      get bytes() {
        return answer.body.length
      },
      head(status: number, headers: RawHeaders) {
        assertOpen()
        if (status < 200 || status > 599) throw new BadReplyError(`Status ${status} can't be sent`)
        answer.status = status
        answer.headers = [...headers]
      },
      write(chunk: Uint8Array) {
        assertOpen()
        answer.pieces.push(Buffer.from(chunk).toString('latin1'))
        answer.body = Buffer.concat([answer.body, chunk])
      },
      end() {
        answer.ended = true
      },
      send(status: number, headers: RawHeaders, body: Uint8Array) {
        this.head(status, headers)
        answer.body = Buffer.from(body)
        answer.ended = true
      },
      reset() {
        answer.cut = true
      },
    },
  }
  const abort = () => {
    aborted = true
    for (const listener of listeners) listener()
  }
  return { call: call as unknown as Call, answer, abort }
}
