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

const writer = (fd: number, format: LogFormat, write: WriteBytes | undefined, shared: boolean): LineWriter =>
  lineWriter({
    fd,
    ...(shared && { maxWriteBytes: atomicBytes }),
    ...(write && { write }),
    dropped: (count) => format.host(`${count} log lines dropped: they came faster than they were read`, undefined, 'warn'),
  })

/** The log that `settings` ask for, on two file descriptors. */
export const log = ({ settings, stdout, stderr, now = Date.now, write }: LogOptions): Log => {
  const format = settings.luaLogFormat === 'json' ? jsonFormat({ now }) : textFormat({ ...settings, now })
  const shared = settings.luaWorkers !== undefined && settings.luaWorkers > 1
  const out = writer(stdout, format, write, shared)
  const err = writer(stderr, format, write, shared)
  return {
    host: (text, callId, level = 'info') => err.add(format.host(text, callId, level)),
    output: (stream, text, callId) => {
      const target = stream === 'stdout' ? out : err
      outputLines(text, settings.logBufferBytes, (line) => target.add(format.output(stream, line, callId)))
    },
    record: (record) => err.add(format.record(record)),
    access: (line) => err.add(format.access(line)),
    flush: () => {
      out.flush()
      err.flush()
    },
  }
}
