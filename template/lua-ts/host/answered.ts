import type { Call, Wrapper } from './call.ts'
import {
  AbortedError,
  BadReplyError,
  BadRequestError,
  BodyTooLargeError,
  BusyError,
  DeadlineError,
  DrainingError,
  failureOf,
  HandlerError,
} from './errors.ts'
import { formatDuration } from './format-duration.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'

export interface AnsweredOptions {
  readonly log: Pick<Log, 'host'>
  readonly metrics: Pick<Metrics, 'failed' | 'deadline'>
  readonly execTimeoutMs: number
}

const deadlineText = (call: Call, execTimeoutMs: number): string => {
  const limitMs = Math.round((call.deadlineMs - call.startedMs) * 1e6) / 1e6
  const name = limitMs === execTimeoutMs ? 'exec_timeout' : 'X-Timeout'
  return `${name} of ${formatDuration(limitMs)} exceeded`
}

/** What the log says of a failed call; undefined where the access line says it all. */
const explain = (error: unknown, call: Call, execTimeoutMs: number): string | undefined => {
  if (error instanceof BusyError || error instanceof DrainingError) return undefined
  if (error instanceof DeadlineError) return `${deadlineText(call, execTimeoutMs)}: ${error.message}`
  if (error instanceof AbortedError) return `Call aborted: ${call.abortReason ?? error.message}`
  if (error instanceof HandlerError) return `Handler failed: ${error.traceback}`
  if (error instanceof BadReplyError) return `Bad reply: ${error.message}`
  if (error instanceof BodyTooLargeError) return `Body too large: ${error.message}`
  if (error instanceof BadRequestError) return `Bad request: ${error.message}`
  return `Host failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
}

/** A mistake of the caller, or the time running out, is no error of the function. */
const isCallers = (error: unknown): boolean =>
  [AbortedError, BadRequestError, BodyTooLargeError, DeadlineError].some((type) => error instanceof type)

const sendFailure = (error: unknown, call: Call): void => {
  const { status, text, internal } = failureOf(error)
  const headers: string[] = []
  // of-watchdog's limiter names no charset.
  if (text !== '') headers.push('Content-Type', error instanceof BusyError ? 'text/plain' : 'text/plain; charset=utf-8')
  if (internal) headers.push('X-OpenFaaS-Internal', 'lua-ts')
  call.reply.send(status, headers, Buffer.from(text))
}

const fail = (error: unknown, call: Call, { log, metrics, execTimeoutMs }: AnsweredOptions): void => {
  const text = explain(error, call, execTimeoutMs)
  if (text !== undefined) log.host(text, call.id, isCallers(error) ? 'warn' : 'error')
  metrics.failed(error instanceof Error ? error.name : 'Error')
  if (error instanceof DeadlineError) metrics.deadline()
  if (error instanceof AbortedError || call.aborted) return
  if (call.reply.headSent) call.reply.reset()
  else sendFailure(error, call)
}

/**
 * Turns a rejected call into what its client sees: a plain answer while nothing was sent, a cut connection afterwards,
 * nothing when the client has gone. The log learns the reason, with the traceback; the client does not.
 */
export const answered =
  (options: AnsweredOptions): Wrapper =>
  (next) => {
    const check = (call: Call): void => {
      if (!call.reply.headSent) fail(new Error('The call ended without an answer'), call, options)
    }
    return (call) => {
      const ending = next(call)
      return ending === undefined ? check(call) : ending.then(() => check(call), (error: unknown) => fail(error, call, options))
    }
  }
