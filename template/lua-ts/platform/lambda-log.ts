import { writeSync } from 'node:fs'
import { lineWriter } from '../host/line-writer.ts'
import type { WriteBytes } from '../host/line-writer.ts'
import type { Log, LogRecord } from '../host/log.ts'
import { recordText } from '../host/record-text.ts'
import type { Environment } from '../host/settings.ts'

/** A level, its rank, and the bits by which a frame names it. */
const levels = {
  TRACE: { rank: 1, bits: 0b00100 },
  DEBUG: { rank: 2, bits: 0b01000 },
  INFO: { rank: 3, bits: 0b01100 },
  WARN: { rank: 4, bits: 0b10000 },
  ERROR: { rank: 5, bits: 0b10100 },
  FATAL: { rank: 6, bits: 0b11000 },
} as const

type Level = keyof typeof levels

const levelOf = { debug: 'DEBUG', info: 'INFO', warn: 'WARN', error: 'ERROR' } as const

export interface LambdaLogOptions {
  readonly environment: Environment
  /** File descriptor of standard output. */
  readonly stdout: number
  /** Milliseconds since 1970. */
  readonly now?: () => number
  readonly write?: WriteBytes
}

type Format = (time: string, id: string | undefined, level: Level, message: string) => string

const textFormat: Format = (time, id, level, message) => `${time}\t${id ?? ''}\t${level}\t${message}`

/** The record with its own fields; those of the platform's win. */
const jsonRecord = (timestamp: string, level: Level, { callId, message, fields }: LogRecord): string => {
  const known = { timestamp, level, requestId: callId, message }
  const own = fields.filter(([name]) => !Object.hasOwn(known, name)).map(([name, json]) => `,${JSON.stringify(name)}:${json}`)
  return `${JSON.stringify(known).slice(0, -1)}${own.join('')}}`
}

const jsonFormat: Format = (timestamp, requestId, level, message) => JSON.stringify({ timestamp, level, requestId, message })

const headerBytes = 16
const frameText = 0xa55a0003
const frameJson = 0xa55a0002

/** A record as the platform's log descriptor takes it: kind, length, time in microseconds, message. */
const frame = (kind: number, level: Level, ms: number, message: string): Buffer => {
  const length = Buffer.byteLength(message)
  const bytes = Buffer.allocUnsafe(headerBytes + length)
  bytes.writeUInt32BE((kind | levels[level].bits) >>> 0, 0)
  bytes.writeUInt32BE(length, 4)
  bytes.writeBigInt64BE(BigInt(Math.floor(ms)) * 1000n, 8)
  bytes.write(message, headerBytes)
  return bytes
}

/** Where records go: frames on the platform's own descriptor, or lines on standard output. */
const sink = ({ environment, stdout, write }: LambdaLogOptions, isJson: boolean) => {
  const fd = Number(environment['_LAMBDA_TELEMETRY_LOG_FD'] || Number.NaN)
  const framed = Number.isInteger(fd)
  const writer = lineWriter({
    fd: framed ? fd : stdout,
    write: write ?? writeSync,
    dropped: (count) => `${count} log lines dropped: they came faster than they were read\n`,
  })
  const add = (level: Level, ms: number, record: string): void => {
    if (framed) writer.add(frame(isJson ? frameJson : frameText, level, ms, isJson ? record : `${record}\n`))
    // A line is a record, so a record of several lines has carriage returns between them.
    else writer.add(`${record.replaceAll('\n', '\r')}\n`)
  }
  return { add, flush: () => writer.flush() }
}

/**
 * The log as Lambda's own runtimes write it: by `AWS_LAMBDA_LOG_FORMAT`, from `AWS_LAMBDA_LOG_LEVEL` on, to the
 * descriptor `_LAMBDA_TELEMETRY_LOG_FD` where there is one. Requests get no line: the platform logs START and REPORT.
 */
export const lambdaLog = (options: LambdaLogOptions): Log => {
  const { environment, now = Date.now } = options
  const isJson = environment['AWS_LAMBDA_LOG_FORMAT']?.toUpperCase() === 'JSON'
  const lowest = levels[(environment['AWS_LAMBDA_LOG_LEVEL'] ?? '').toUpperCase() as Level]?.rank ?? 0
  const format = isJson ? jsonFormat : textFormat
  const { add, flush } = sink(options, isJson)
  const record = (level: Level, id: string | undefined, message: string): void => {
    if (levels[level].rank < lowest) return
    const ms = now()
    add(level, ms, format(new Date(ms).toISOString(), id, level, message))
  }
  return {
    host: (text, callId, level = 'info') => record(levelOf[level], callId, text),
    output: (stream, text, callId) =>
      record(stream === 'stdout' ? 'INFO' : 'ERROR', callId, typeof text === 'string' ? text : Buffer.from(text).toString()),
    record: (entry) => {
      const level = levelOf[entry.level]
      if (levels[level].rank < lowest) return
      const ms = now()
      const time = new Date(ms).toISOString()
      add(level, ms, isJson ? jsonRecord(time, level, entry) : textFormat(time, entry.callId, level, recordText(entry)))
    },
    access: () => {},
    flush,
  }
}
