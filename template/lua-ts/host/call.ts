/** Header lines as they stand on the wire: name, value, name, value … Names keep their case, values are Latin-1. */
export type RawHeaders = readonly string[]

/** The request body, pulled piece by piece; a platform reads from its socket only as fast as it is pulled. */
export interface Body {
  /** Bytes announced by Content-Length, 0 when there is no body, undefined when it is chunked. */
  readonly length: number | undefined
  /**
   * The next piece if it is already here, `undefined` at the end, or a promise of either.
   * Rejects with `AbortedError` when the client goes away before the end.
   */
  read(): Uint8Array | undefined | Promise<Uint8Array | undefined>
}

/** One HTTP-shaped request, before any Lua has seen it. */
export interface CallEvent {
  readonly method: string
  /** The path as the client sent it, still percent-encoded, without the query. */
  readonly path: string
  /** The query as the client sent it, without the question mark; empty when there is none. */
  readonly query: string
  readonly headers: RawHeaders
  readonly body: Body
  /** The JSON text of the platform's own event, where the request came in one: the handler may look up more there. */
  readonly source?: Uint8Array | undefined
}

/** Where an answer goes. A platform makes one per call; only one of its methods that end it is called. */
export interface Reply {
  /** True once status and headers are on their way and can't be changed. */
  readonly headSent: boolean
  /** Status of the head that was sent, 0 before. */
  readonly status: number
  /** Body bytes accepted so far. */
  readonly bytes: number
  /**
   * Sends status and headers at once.
   * @throws BadReplyError when the status, a header's name or its value can't go on the wire
   */
  head(status: number, headers: RawHeaders): void
  /**
   * Sends a piece of the body at once. Returns a promise when the client reads more slowly than this is called;
   * wait for it before the next piece. It rejects with `AbortedError` when the client goes away.
   * @throws AbortedError when the client has gone, BadReplyError for a body on a status that has none
   */
  write(chunk: Uint8Array): void | Promise<void>
  /** Ends a streamed answer whose head was sent. */
  end(): void
  /**
   * Sends a whole answer in one go, with Content-Length.
   * @throws BadReplyError as `head` and `write` do
   */
  send(status: number, headers: RawHeaders, body: Uint8Array): void
  /** As `send`, for a small body as text of one byte per character. Absent where a platform has no use for that. */
  sendLatin1?(status: number, headers: RawHeaders, body: string): void
  /** Cuts the connection, so that what was sent can't be taken for a whole answer. */
  reset(): void
  /**
   * A promise while some of an ended answer waits for a slow client, nothing once all of it has left.
   * Rejects with `AbortedError` when the rest never will. Absent where a platform takes answers whole.
   */
  flushed?(): void | Promise<void>
}

/** One call of the function: what came, where the answer goes, and how long it may take. */
export interface Call {
  /** The gateway's `X-Call-Id`, or an id made here when there was none. */
  readonly id: string
  readonly event: CallEvent
  readonly reply: Reply
  /** When the call came, in milliseconds of `performance.now()`. */
  readonly startedMs: number
  /** When the call must have been answered, in milliseconds of `performance.now()`; Infinity for no limit. */
  deadlineMs: number
  /** True once the client has gone away. */
  readonly aborted: boolean
  /** Why, for the log, where the platform knows. */
  readonly abortReason?: string | undefined
  /** Calls `listener` once when the client goes away; returns what takes the listener off again. */
  onAbort(listener: () => void): () => void
  /**
   * The JSON text of an event that is no HTTP request. The handler gets its value in place of a request, and the value
   * that it returns goes to `reply.send` as JSON. `event` then is a request without anything in it.
   */
  readonly message?: Uint8Array | undefined
  /** What else the platform tells of the call, in values that JSON knows: further fields of `context`. */
  readonly details?: Readonly<Record<string, unknown>> | undefined
  /** Environment variables of this call alone; one that is undefined here is hidden from it. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** What is to be done when the handler has ended and its answer is out: what was opened for the call is closed. */
  atEnd?: (() => void)[] | undefined
  /** What the deadline is named in messages; `exec_timeout` unless the platform has its own. */
  readonly limit?: string | undefined
}

/**
 * Answers one call. Returns nothing when the answer was complete at once, which saves most calls a chain of promises;
 * else a promise that resolves when it is, and rejects with the reason when there is none. Does not throw.
 */
export type Invoke = (call: Call) => void | Promise<void>

/** Does `end` once a call has ended, however it did: at once where `ending`, what an `Invoke` returned, is nothing. */
export const whenEnded = (ending: void | Promise<void>, call: Call, end: (call: Call) => void): void | Promise<void> => {
  if (ending === undefined) return end(call)
  return ending.finally(() => end(call))
}

/** One concern around an `Invoke`. */
export type Wrapper = (next: Invoke) => Invoke

/** Puts wrappers around `invoke`; the first one is the outermost. */
export const around = (invoke: Invoke, ...wrappers: readonly Wrapper[]): Invoke =>
  wrappers.reduceRight((inner, wrap) => wrap(inner), invoke)
