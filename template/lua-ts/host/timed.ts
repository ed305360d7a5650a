import type { Call, Wrapper } from './call.ts'
import { parseDuration } from './duration.ts'
import { headerOf } from './header.ts'

/** The time that the client asks for, or Infinity where it asks for none or for nonsense. */
const askedMs = (call: Call): number => {
  const asked = headerOf(call.event.headers, 'x-timeout')
  // A number without a unit is no Go duration; of-watchdog ignores it in this header, though not in its settings.
  if (asked === undefined || /^[+-]?\d*$/.test(asked)) return Infinity
  try {
    const ms = parseDuration(asked)
    return ms > 0 ? ms : Infinity
  } catch {
    return Infinity
  }
}

/**
 * Sets the call's deadline: `execTimeoutMs` after it came (0 for no limit), sooner when its `X-Timeout` says so.
 * The header can only shorten: larger, zero, negative and malformed values change nothing.
 */
export const timed =
  (execTimeoutMs: number): Wrapper =>
  (next) =>
  (call) => {
    const limitMs = Math.min(execTimeoutMs > 0 ? execTimeoutMs : Infinity, askedMs(call))
    call.deadlineMs = call.startedMs + limitMs
    return next(call)
  }
