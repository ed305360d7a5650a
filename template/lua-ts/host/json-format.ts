import { statusLine } from './access-line.ts'
import type { LogFormat } from './log-format.ts'
import { recordJson } from './record-text.ts'

const json = (fields: object): string => `${JSON.stringify(fields)}\n`

/** RFC 3339 in UTC with milliseconds; made once per millisecond. */
const timestamp = (now: () => number): (() => string) => {
  let last = Number.NaN
  let text = ''
  return () => {
    const current = now()
    if (current !== last) {
      text = new Date(current).toISOString()
      last = current
    }
    return text
  }
}

/** One JSON object per line. A field that isn't known, such as the call id of a host line, is left out. */
export const jsonFormat = ({ now }: { readonly now: () => number }): LogFormat => {
  const time = timestamp(now)
  return {
    host: (message, callId, level) =>
      json({ time: time(), level, source: 'host', call_id: callId || undefined, message }),
    output: (source, line, callId) =>
      json({
        time: time(),
        level: source === 'stderr' ? 'error' : 'info',
        source,
        call_id: callId || undefined,
        message: line.toString(),
      }),
    record: (record) => `${recordJson(record, time())}\n`,
    access: ({ method, target, status, bytes, seconds, callId }) =>
      json({
        time: time(),
        level: status === 0 || status >= 500 ? 'error' : 'info',
        source: 'access',
        call_id: callId || undefined,
        message: `${method} ${target} - ${statusLine(status)}`,
        method,
        path: target,
        status,
        bytes,
        // Microseconds are as fine as the clock means it.
        seconds: Math.round(seconds * 1e6) / 1e6,
      }),
  }
}
