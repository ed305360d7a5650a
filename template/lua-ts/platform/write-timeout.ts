import { formatDuration } from '../host/format-duration.ts'
import type { HttpCall } from './http-call.ts'

/** Stops watching. */
export type Stop = () => void

/**
 * Cuts calls whose answers are not out `writeTimeoutMs` after they came. One timer looks at the oldest calls, so that a
 * call costs nothing. It acts up to a tenth late, at most a second: `exec_timeout` may be as long, and its answer shall
 * still get out.
 * @param calls those under way, oldest first
 */
export const writeTimeout = (calls: ReadonlySet<HttpCall>, writeTimeoutMs: number): Stop => {
  const stepMs = Math.min(500, Math.max(1, writeTimeoutMs / 20))
  const reason = `write_timeout of ${formatDuration(writeTimeoutMs)} exceeded`
  const timer = setInterval(() => {
    const lastMs = performance.now() - writeTimeoutMs - stepMs
    for (const call of calls) {
      if (call.startedMs > lastMs) break
      call.abort(reason)
      call.req.socket.resetAndDestroy()
    }
  }, stepMs)
  timer.unref()
  return () => clearInterval(timer)
}
