/** A mistake in the settings; the message lists all that were found. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** The function can't be started: its file is missing, doesn't compile, or returns the wrong thing. */
export class LoadError extends Error {
  override name = 'LoadError'
  readonly kind: LoadFailure
  constructor(message: string, { kind = 'failed', ...options }: ErrorOptions & { readonly kind?: LoadFailure } = {}) {
    super(message, options)
    this.kind = kind
  }
}

/**
 * The platform's name for the handler is none, there is no such file, Lua can't compile it, it has no handler to offer,
 * or an error came up while it ran.
 */
export type LoadFailure = 'name' | 'missing' | 'syntax' | 'handler' | 'failed'

/** The host shuts down and takes no new calls. */
export class DrainingError extends Error {
  override name = 'DrainingError'
}

/** `max_inflight` calls are running already. */
export class BusyError extends Error {
  override name = 'BusyError'
}

/** The call took longer than its deadline allows. */
export class DeadlineError extends Error {
  override name = 'DeadlineError'
}

/** The client went away before its answer was complete. */
export class AbortedError extends Error {
  override name = 'AbortedError'
}

/** The request body is larger than `lua_max_body_bytes`. */
export class BodyTooLargeError extends Error {
  override name = 'BodyTooLargeError'
}

/** The client sent something that the handler can't use, such as text that is not JSON. */
export class BadRequestError extends Error {
  override name = 'BadRequestError'
}

/** The handler failed: an uncaught Lua error. `traceback` is for the log, never for the client. */
export class HandlerError extends Error {
  override name = 'HandlerError'
  readonly traceback: string
  constructor(message: string, traceback = message) {
    super(message)
    this.traceback = traceback
  }
}

/** The handler answered with something that can't be sent. */
export class BadReplyError extends Error {
  override name = 'BadReplyError'
}

/** What the client of a failed call sees. */
export interface Failure {
  readonly status: number
  /** Plain text without detail; the detail is in the log. */
  readonly text: string
  /** True when the platform, not the handler, is at fault: such answers carry `X-OpenFaaS-Internal`. */
  readonly internal: boolean
}

type ErrorClass = abstract new (...args: never[]) => Error

const failures: readonly (readonly [ErrorClass, Failure])[] = [
  [BusyError, { status: 429, text: '', internal: true }],
  [DrainingError, { status: 503, text: '', internal: true }],
  [DeadlineError, { status: 504, text: '', internal: false }],
  [BodyTooLargeError, { status: 413, text: 'Request body too large\n', internal: false }],
  [BadRequestError, { status: 400, text: '', internal: false }],
  [HandlerError, { status: 500, text: 'Internal Server Error\n', internal: false }],
  [BadReplyError, { status: 500, text: 'Internal Server Error\n', internal: false }],
]

const unknown: Failure = { status: 500, text: 'Internal Server Error\n', internal: true }

/** The answer for `error`. Messages of `BusyError` and `BadRequestError` are written for the client and go to it. */
export const failureOf = (error: unknown): Failure => {
  const failure = failures.find(([type]) => error instanceof type)?.[1] ?? unknown
  const spoken = error instanceof BusyError || error instanceof BadRequestError
  return spoken ? { ...failure, text: `${error.message}\n` } : failure
}
