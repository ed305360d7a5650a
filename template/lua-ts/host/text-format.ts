import { accessLine } from './access-line.ts'
import { logDate } from './log-date.ts'
import type { LogFormat } from './log-format.ts'
import { recordText } from './record-text.ts'

export interface TextFormatOptions {
  /** Put the date, the stream and the call id before what the handler prints. */
  readonly prefixLogs: boolean
  /** Put the call id behind access lines. */
  readonly logCallId: boolean
  readonly now: () => number
}

const bracketed = (callId: string | undefined): string => (callId ? `[${callId}] ` : '')

/** Lines as of-watchdog writes them; the call id is ours. */
export const textFormat = ({ prefixLogs, logCallId, now }: TextFormatOptions): LogFormat => {
  const date = logDate(now)
  const options = { callId: logCallId }
  return {
    host: (text, callId) => {
      const prefix = date() + bracketed(callId)
      return `${prefix}${text.includes('\n') ? text.replaceAll('\n', () => `\n${prefix}`) : text}\n`
    },
    output: (stream, line, callId) => {
      const prefix = prefixLogs ? `${date()}${stream}: ${bracketed(callId)}` : ''
      if (typeof line === 'string') return `${prefix}${line}\n`
      return Buffer.concat([Buffer.from(prefix), line, Buffer.from('\n')])
    },
    record: (record) => {
      const prefix = prefixLogs ? `${date()}${record.level}: ${bracketed(record.callId)}` : `${record.level}: `
      return `${prefix}${recordText(record)}\n`
    },
    access: (line) => `${date()}${accessLine(line, options)}\n`,
  }
}
