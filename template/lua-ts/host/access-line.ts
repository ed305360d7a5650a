
import { humanSize } from './human-size.ts'
import type { AccessLine } from './log-entry.ts'
import { http } from './node-http.ts'

// oxlint-disable-next-line no-control-regex -- they are what must not get into a line
const control = /[\x00-\x1f\x7f]/g

const escape = (character: string): string => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`

const onOneLine = (text: string): string => (text.search(control) === -1 ? text : text.replace(control, escape))

/** `200 OK`; 0, for no answer, says so. */
export const statusLine = (status: number): string => {
  const reason = status === 0 ? 'No Answer' : http.STATUS_CODES[status]
  return reason === undefined ? String(status) : `${status} ${reason}`
}

/**
 * A finished request as of-watchdog's http mode logs it, without the date:
 * `POST /a/b?x=1 - 200 OK - ContentLength: 282B (0.0281s)`, and ` [id]` when `callId` asks for it.
 */
export const accessLine = (line: AccessLine, { callId }: { readonly callId: boolean }): string => {
  const { method, target, status, bytes, seconds } = line
  const text = `${method} ${onOneLine(target)} - ${statusLine(status)} - ContentLength: ${humanSize(bytes)} (${seconds.toFixed(4)}s)`
  return callId ? `${text} [${onOneLine(line.callId) || 'none'}]` : text
}
