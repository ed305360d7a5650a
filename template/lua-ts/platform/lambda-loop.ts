import type { Invoke } from '../host/call.ts'
import type { Log } from '../host/log.ts'
import { failureText } from './failure-text.ts'
import { lambdaCall } from './lambda-call.ts'
import type { LambdaCallOptions } from './lambda-call.ts'
import { RuntimeApiError } from './runtime-api-error.ts'
import type { Invocation, LambdaClient, Receipt } from './lambda-client.ts'
import { lambdaFailure } from './lambda-failure.ts'
import type { LambdaReply } from './lambda-reply.ts'

export interface AnswerOptions extends Omit<LambdaCallOptions, 'invocation'> {
  readonly invoke: Invoke
  readonly log: Pick<Log, 'host'>
  /** Folder of the function, for X-Ray. */
  readonly workingDirectory: string
}

export interface LambdaLoopOptions extends AnswerOptions {
  readonly client: LambdaClient
}

/** Takes invocations one after the other. */
export interface LambdaLoop {
  /** Resolves after `stop`. Rejects with `RuntimeApiError` when no further invocation can be expected. */
  run(): Promise<void>
  /** Ends `run`: at once where it waits for an invocation, else when that is answered. */
  stop(): void
}

class ResponseTooLargeError extends Error {
  override name = 'ResponseTooLargeError'
}

/**
 * What the Runtime API's answer means, by its status: 410 is an attempt that is over, 400 and 403 are answers it won't
 * take, after all of which the next invocation is asked for. Where it has failed itself, nothing more can come.
 */
const checkReceipt = ({ status, text }: Receipt, invocation: Invocation, log: Pick<Log, 'host'>): void => {
  if (status >= 500) throw new RuntimeApiError(`Runtime API answered ${status} to an answer: ${text}`, status)
  if (status === 413) throw new ResponseTooLargeError(`The answer is larger than Lambda takes: ${text}`)
  if (status >= 300) log.host(`Runtime API refused an answer with status ${status}: ${text}`, invocation.id, 'warn')
}

const isTooLarge = (error: unknown): boolean => error instanceof ResponseTooLargeError

const report = async (error: unknown, invocation: Invocation, answer: LambdaReply | undefined, options: AnswerOptions): Promise<void> => {
  const { client, log, workingDirectory } = options
  log.host(isTooLarge(error) ? (error as Error).message : failureText(error), invocation.id, 'error')
  const failure = lambdaFailure(error, workingDirectory, isTooLarge(error) ? 'Function.ResponseSizeTooLarge' : undefined)
  const receipt = await (answer ? answer.fail(failure) : client.fail(invocation, failure))
  if (receipt.status === 413) return log.host(`Runtime API refused the report of an error: ${receipt.text}`, invocation.id, 'warn')
  checkReceipt(receipt, invocation, log)
}

/** Runs one invocation and gives its answer, or the report of its failure. Rejects with `RuntimeApiError` alone. */
export const answerInvocation = async (invocation: Invocation, options: AnswerOptions): Promise<void> => {
  let answer: LambdaReply | undefined
  try {
    const call = lambdaCall({ ...options, invocation })
    answer = call.answer
    await options.invoke(call)
    if (!call.reply.headSent) throw new Error('The call ended without an answer')
    checkReceipt(await answer.finish(), invocation, options.log)
  } catch (error) {
    if (error instanceof RuntimeApiError) throw error
    await report(error, invocation, answer, options)
  }
}

export const lambdaLoop = (options: LambdaLoopOptions): LambdaLoop => {
  const { client } = options
  let stopping = false
  let waiting = false

  const next = async (): Promise<Invocation | undefined> => {
    waiting = true
    try {
      return await client.next()
    } catch (error) {
      if (stopping) return undefined
      throw error
    } finally {
      waiting = false
    }
  }

  return {
    async run() {
      while (!stopping) {
        const invocation = await next()
        if (invocation) await answerInvocation(invocation, options)
      }
      client.close()
    },
    stop() {
      stopping = true
      if (waiting) client.close()
    },
  }
}
