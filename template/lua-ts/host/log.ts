import { cutMiddle, cutText } from './cut-text.ts'
import { jsonFormat } from './json-format.ts'
import { lineWriter } from './line-writer.ts'
import type { LineWriter, WriteBytes } from './line-writer.ts'
import type { AccessLine, LogLevel, LogRecord } from './log-entry.ts'
import type { LogFormat } from './log-format.ts'
import { outputLines } from './output-lines.ts'
import type { Settings } from './settings.ts'
import { textFormat } from './text-format.ts'

export type { AccessLine, LogLevel, LogRecord } from './log-entry.ts'

/** Where lines go. Nothing here blocks a request: lines are gathered and written together. */
export interface Log {
  /** A line of the host itself, on stderr with the date before it. The level shows in JSON only. */
  host(text: string, callId?: string, level?: LogLevel): void
  /** What the handler printed: one or more lines, without the last line's end. */
  output(stream: 'stdout' | 'stderr', text: string | Uint8Array, callId: string | undefined): void
  /** What the handler reports on purpose, with a level and fields; on stderr. */
  record(record: LogRecord): void
  /** One finished request. */
  access(line: AccessLine): void
  /** Writes what is gathered, at once; for the end of the process. */
  flush(): void
}

export interface LogOptions {
  readonly settings: Pick<Settings, 'prefixLogs' | 'logBufferBytes' | 'logCallId' | 'luaLogFormat'> & Partial<Pick<Settings, 'luaWorkers'>>
  /** File descriptors; `nonblocking(1)` and `nonblocking(2)` keep a stuck reader from stopping the process. */
  readonly stdout: number
  readonly stderr: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly write?: WriteBytes
}

// Linux' PIPE_BUF: what is written to a pipe at once is not mixed with what other processes write.
const atomicBytes = 4096

// A small log_buffer_size is for what handlers print; what the host has to say stays readable.
const leastBytes = 4096

const writer = (fd: number, format: LogFormat, write: WriteBytes | undefined, shared: boolean): LineWriter =>
  lineWriter({
    fd,
    ...(shared && { maxWriteBytes: atomicBytes }),
    ...(write && { write }),
    dropped: (count) => format.host(`${count} log lines dropped: they came faster than they were read`, undefined, 'warn'),
  })

/** What a client or a handler makes long is cut, so that one request can't fill the log. */
const cutLine = (line: AccessLine, limitBytes: number): AccessLine => {
  const target = cutText(line.target, limitBytes)
  if (target === line.target) return line
  const { method, status, bytes, seconds, callId } = line
  return { method, target, status, bytes, seconds, callId }
}

const cutRecord = (record: LogRecord, limitBytes: number): LogRecord => {
  const cutField = (json: string): string => {
    const shown = cutText(json, limitBytes)
    // What is left of it is no JSON: it is shown as a text.
    return shown === json ? json : JSON.stringify(shown)
  }
  return { ...record, message: cutText(record.message, limitBytes), fields: record.fields.map(([name, json]) => [cutText(name, limitBytes), cutField(json)]) }
}

/** The log that `settings` ask for, on two file descriptors. */
export const log = ({ settings, stdout, stderr, now = Date.now, write }: LogOptions): Log => {
  const format = settings.luaLogFormat === 'json' ? jsonFormat({ now }) : textFormat({ ...settings, now })
  const limitBytes = settings.logBufferBytes
  const ownLimitBytes = Math.max(limitBytes, leastBytes)
  const shared = settings.luaWorkers !== undefined && settings.luaWorkers > 1
  const out = writer(stdout, format, write, shared)
  const err = writer(stderr, format, write, shared)
  return {
    host: (text, callId, level = 'info') => err.add(format.host(cutMiddle(text, ownLimitBytes), callId, level)),
    output: (stream, text, callId) => {
      const target = stream === 'stdout' ? out : err
      outputLines(text, limitBytes, (line) => target.add(format.output(stream, line, callId)))
    },
    record: (record) => err.add(format.record(cutRecord(record, limitBytes))),
    access: (line) => err.add(format.access(cutLine(line, ownLimitBytes))),
    flush: () => {
      out.flush()
      err.flush()
    },
  }
}
