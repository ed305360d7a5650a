import type { Environment } from '../host/settings.ts'
import type { AnswerBody } from './lambda-answer-stream.ts'
import { RuntimeApiError } from './runtime-api-error.ts'
import type { Invocation, LambdaAnswers, Receipt } from './lambda-client.ts'
import { lambdaFailure } from './lambda-failure.ts'
import type { LambdaFailure } from './lambda-failure.ts'
import { answerInvocation } from './lambda-loop.ts'
import type { AnswerOptions } from './lambda-loop.ts'

/** What Lambda's own Node.js runtime tells a handler of an invocation, as far as it is used. */
export interface ManagedContext {
  readonly awsRequestId: string
  readonly invokedFunctionArn?: string
  readonly clientContext?: unknown
  readonly identity?: unknown
  readonly tenantId?: string
  callbackWaitsForEmptyEventLoop: boolean
  getRemainingTimeInMillis(): number
}

/** Where a handler of that runtime writes an answer in pieces. */
export interface ManagedStream {
  setContentType(type: string): void
  write(bytes: Uint8Array): boolean
  on(event: 'drain' | 'finish', listener: () => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  end(): void
}

export type ManagedHandler = (event: unknown, context: ManagedContext) => Promise<unknown>

export type ManagedStreamHandler = (event: unknown, stream: ManagedStream, context: ManagedContext) => Promise<void>

export interface ManagedOptions extends Omit<AnswerOptions, 'client' | 'streams' | 'log'> {
  /** The process's own: the runtime sets the trace of each invocation in it. */
  readonly environment: Environment
  /** Writes what is logged: between two invocations the process is frozen. */
  readonly flush: () => void
}

const accepted: Receipt = { status: 202, text: '' }

// Node.js reads headers as Latin-1, JSON is UTF-8.
const json = (value: unknown): string | undefined => (value === undefined ? undefined : Buffer.from(JSON.stringify(value)).toString('latin1'))

/** The invocation as the Runtime API had handed it out. */
const invocationOf = (event: unknown, context: ManagedContext, environment: Environment): Invocation => ({
  id: context.awsRequestId,
  headers: {
    'lambda-runtime-deadline-ms': String(Date.now() + context.getRemainingTimeInMillis()),
    'lambda-runtime-invoked-function-arn': context.invokedFunctionArn,
    'lambda-runtime-trace-id': environment['_X_AMZN_TRACE_ID'],
    'lambda-runtime-aws-tenant-id': context.tenantId,
    'lambda-runtime-client-context': json(context.clientContext),
    'lambda-runtime-cognito-identity': json(context.identity),
  },
  body: Buffer.from(JSON.stringify(event)),
})

/** A failure as the runtime reports what a handler throws: by name, message and the lines of its stack. */
const errorOf = ({ body }: LambdaFailure): Error => {
  const { errorType, errorMessage, stackTrace } = JSON.parse(Buffer.from(body).toString()) as { errorType: string; errorMessage: string; stackTrace: string[] }
  return Object.assign(new Error(errorMessage), { name: errorType, stack: [`${errorType}: ${errorMessage}`, ...stackTrace].join('\n    at ') })
}

/** An error as it reaches the one who looks at the function's failures, whichever runtime it has. */
export const managedError = (error: unknown, workingDirectory: string): Error => errorOf(lambdaFailure(error, workingDirectory))

// The runtime logs what a handler throws.
const log = { host: () => {} }

/** A Lua function as a handler of Lambda's own Node.js runtime. */
export const managedHandler = (options: ManagedOptions): ManagedHandler => async (event, context) => {
  // Connections that are kept for later invocations are nothing to wait for.
  context.callbackWaitsForEmptyEventLoop = false
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const client: LambdaAnswers = {
    respond: async (_, body) => {
      resolve(JSON.parse(Buffer.from(body).toString()))
      return accepted
    },
    fail: async (_, failure) => {
      reject(errorOf(failure))
      return accepted
    },
    stream: () => {
      throw new Error('This handler has no stream')
    },
  }
  answerInvocation(invocationOf(event, context, options.environment), { ...options, client, log, streams: false }).catch(reject)
  return promise.finally(options.flush)
}

const finished = (stream: ManagedStream): Promise<Receipt> =>
  new Promise((resolve, reject) => {
    stream.on('finish', () => resolve(accepted))
    stream.on('error', (cause) => reject(new RuntimeApiError(`Cannot reach the Runtime API: ${cause.message}`, 0, { cause })))
  })

/** The same for a handler that `awslambda.streamifyResponse` gets. */
export const managedStreamHandler = (options: ManagedOptions): ManagedStreamHandler => async (event, stream, context) => {
  context.callbackWaitsForEmptyEventLoop = false
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  // The runtime tells of a failure itself, behind what was written.
  const fail = (failure: LambdaFailure): void => reject(errorOf(failure))
  const body: AnswerBody = {
    write: (bytes) => stream.write(bytes),
    onDrain: (listener) => void stream.on('drain', listener),
    end: () => stream.end(),
    fail,
    // The connection is the runtime's, which waits for the platform's answer on it.
    destroy: () => {},
  }
  const received = finished(stream)
  const client: LambdaAnswers = {
    respond: (_, bytes) => {
      stream.setContentType('application/json')
      stream.write(bytes)
      stream.end()
      return received
    },
    fail: async (_, failure) => {
      fail(failure)
      return accepted
    },
    stream: (_, contentType) => {
      stream.setContentType(contentType)
      return { body, received }
    },
  }
  answerInvocation(invocationOf(event, context, options.environment), { ...options, client, log, streams: true }).then(resolve, reject)
  return promise.finally(options.flush)
}
