import { BadRequestError } from '../host/errors.ts'
import type { Environment } from '../host/settings.ts'
import type { Invocation } from './lambda-client.ts'

/** What Lambda tells of an invocation, as fields of `context`. */
export type LambdaDetails = Readonly<Record<string, unknown>>

/** What is the same for all invocations: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
export const functionDetails = (environment: Environment): LambdaDetails => ({
  function_version: environment['AWS_LAMBDA_FUNCTION_VERSION'],
  memory_limit_mb: environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ? Number(environment['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']) : undefined,
  log_group_name: environment['AWS_LAMBDA_LOG_GROUP_NAME'],
  log_stream_name: environment['AWS_LAMBDA_LOG_STREAM_NAME'],
})

/** Folder of the function. */
export const taskRoot = (environment: Environment): string => environment['LAMBDA_TASK_ROOT'] || '/var/task'

/** A header that is there; the emulator sends empty ones for those that are not. */
const textOf = (headers: Invocation['headers'], name: string): string | undefined => {
  const value = headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

const jsonOf = (headers: Invocation['headers'], name: string): unknown => {
  const text = textOf(headers, name)
  if (text === undefined) return undefined
  try {
    // Node.js reads headers as Latin-1, JSON is UTF-8.
    return JSON.parse(Buffer.from(text, 'latin1').toString())
  } catch (cause) {
    throw new BadRequestError(`Cannot read header ${name}: ${(cause as Error).message}`, { cause })
  }
}

/** The trace that the invocation belongs to, for `_X_AMZN_TRACE_ID`. */
export const traceOf = (headers: Invocation['headers']): string | undefined => textOf(headers, 'lambda-runtime-trace-id')

/** When the platform ends the process, in milliseconds since 1970; Infinity when it doesn't say. */
export const deadlineOf = (headers: Invocation['headers']): number => {
  const ms = Number(textOf(headers, 'lambda-runtime-deadline-ms'))
  return Number.isFinite(ms) && ms > 0 ? ms : Infinity
}

/** What the headers of an invocation tell of it. @throws BadRequestError when one that is JSON is malformed */
export const invocationDetails = (headers: Invocation['headers'], id: string): LambdaDetails => ({
  request_id: id,
  invoked_function_arn: textOf(headers, 'lambda-runtime-invoked-function-arn'),
  trace_id: traceOf(headers),
  tenant_id: textOf(headers, 'lambda-runtime-aws-tenant-id'),
  client_context: jsonOf(headers, 'lambda-runtime-client-context'),
  identity: jsonOf(headers, 'lambda-runtime-cognito-identity'),
})
