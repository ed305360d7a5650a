import {
  BadReplyError,
  BadRequestError,
  BodyTooLargeError,
  ConfigError,
  DeadlineError,
  HandlerError,
  LoadError,
} from '../host/errors.ts'
import type { LoadFailure } from '../host/errors.ts'

/** An error as Lambda is told of it. */
export interface LambdaFailure {
  /** `Category.Reason`: the service makes `Runtime.Unknown` of what doesn't look so. */
  readonly type: string
  /** The JSON text of the report. */
  readonly body: Uint8Array
  /** What X-Ray shows, fit for a header; undefined where it would be too long for one. */
  readonly xrayCause: string | undefined
}

type ErrorClass = abstract new (...args: never[]) => Error

const types: readonly (readonly [ErrorClass, string])[] = [
  [HandlerError, 'Runtime.HandlerError'],
  [DeadlineError, 'Runtime.DeadlineError'],
  [BadReplyError, 'Runtime.MarshalError'],
  [BadRequestError, 'Runtime.UnmarshalError'],
  [BodyTooLargeError, 'Runtime.BodyTooLarge'],
  [ConfigError, 'Runtime.ConfigError'],
]

const loadTypes: Readonly<Record<LoadFailure, string>> = {
  name: 'Runtime.MalformedHandlerName',
  missing: 'Runtime.ImportModuleError',
  syntax: 'Runtime.UserCodeSyntaxError',
  handler: 'Runtime.HandlerNotFound',
  failed: 'Runtime.LoadError',
}

const typeOf = (error: unknown): string => {
  if (error instanceof LoadError) return loadTypes[error.kind]
  return types.find(([type]) => error instanceof type)?.[1] ?? 'Runtime.HostError'
}

const marker = '\nstack traceback:\n'
const longestMessage = 256 * 1024
// Servers refuse requests whose headers are longer than some 16 KiB altogether.
const longestCause = 8 * 1024

const cut = (text: string): string => (text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text)

/** The message of a Lua error, and the calls that led to it, one by line. */
const split = (text: string): readonly [message: string, calls: readonly string[]] => {
  const at = text.indexOf(marker)
  if (at < 0) return [text, []]
  return [text.slice(0, at), text.slice(at + marker.length).split('\n').map((line) => line.trim())]
}

const traceOf = (error: unknown): readonly [string, readonly string[]] => {
  if (error instanceof HandlerError) {
    const [message, calls] = split(error.traceback)
    // A handler that returned `nil, message` has no traceback.
    return [error.message || message, calls]
  }
  if (!(error instanceof Error)) return [String(error), []]
  if (error instanceof DeadlineError || error instanceof LoadError) return split(error.message)
  return isExpected(error) ? [error.message, []] : hostTrace(error)
}

const isExpected = (error: Error): boolean => types.some(([type]) => error instanceof type)

/** A fault of the host itself, with its place. */
const hostTrace = ({ message, stack = '' }: Error): readonly [string, readonly string[]] => {
  const calls = [...stack.matchAll(/^ +at (.*)$/gm)].map(([, call]) => call!)
  const place = /([^\s(/]+:\d+):\d+\)?$/.exec(calls.find((call) => !call.includes('node:')) ?? '')?.[1]
  return [place === undefined ? message : `${message} (${place})`, calls]
}

const frame = (line: string): { path: string; line: number; label: string } => {
  const found = /^(.*?):(\d+):? in (.*)$/.exec(line)
  if (found) return { path: found[1]!, line: Number(found[2]), label: found[3]! }
  const host = /^(?:(.*) \()?(.*):(\d+):\d+\)?$/.exec(line)
  if (host) return { path: host[2]!, line: Number(host[3]), label: host[1] ?? '' }
  const [path = '', label = ''] = line.split(': in ')
  return { path, line: 0, label }
}

/** Text as printable ASCII: what is beyond it would break the header that carries it. */
export const headerSafe = (text: string): string =>
  text.replaceAll(/[^\x20-\x7e]/gu, (character) => encodeURIComponent(character.isWellFormed() ? character : '\ufffd'))

const xrayCause = (type: string, message: string, calls: readonly string[], workingDirectory: string): string | undefined => {
  const stack = calls.map(frame)
  const paths = [...new Set(stack.map(({ path }) => path))]
  const json = JSON.stringify({ working_directory: workingDirectory, exceptions: [{ type, message, stack }], paths })
  const ascii = json.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return ascii.length > longestCause ? undefined : ascii
}

/**
 * @param workingDirectory folder of the function, for X-Ray
 * @param given what to call an error that says all in its message
 */
export const lambdaFailure = (error: unknown, workingDirectory: string, given?: string): LambdaFailure => {
  const [message, calls] = given === undefined ? traceOf(error) : [(error as Error).message, []]
  const type = given ?? typeOf(error)
  const report = { errorType: type, errorMessage: cut(message), stackTrace: calls }
  return { type, body: Buffer.from(JSON.stringify(report)), xrayCause: xrayCause(type, cut(message), calls, workingDirectory) }
}
