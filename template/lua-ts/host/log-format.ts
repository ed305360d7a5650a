import type { AccessLine, LogLevel, LogRecord } from './log-entry.ts'

/** How lines look, their `\n` included. */
export interface LogFormat {
  host(text: string, callId: string | undefined, level: LogLevel): string
  /** One line of the handler's output, as text or, where it isn't UTF-8, as bytes. */
  output(stream: 'stdout' | 'stderr', line: string | Buffer, callId: string | undefined): string | Buffer
  record(record: LogRecord): string
  access(line: AccessLine): string
}
