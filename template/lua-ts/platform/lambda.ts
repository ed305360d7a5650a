import type { Invoke } from '../host/call.ts'
import { ConfigError } from '../host/errors.ts'
import type { Log } from '../host/log.ts'
import type { Environment, Settings } from '../host/settings.ts'
import { lambdaClient } from './lambda-client.ts'
import { RuntimeApiError } from './runtime-api-error.ts'
import { functionDetails, taskRoot } from './lambda-context.ts'
import { lambdaFailure } from './lambda-failure.ts'
import { lambdaLoop } from './lambda-loop.ts'

export interface LambdaOptions {
  readonly invoke: Invoke
  readonly log: Pick<Log, 'host'>
  readonly settings: Pick<Settings, 'luaResponseMode' | 'luaDeadlineMarginMs'>
  readonly environment: Environment
  /** Host and port of the Runtime API. */
  readonly api: string
}

export interface Lambda {
  /** Handles invocations until `stop`. Rejects with `RuntimeApiError` when there won't be any more. */
  run(): Promise<void>
  /** Lets the invocations that run end; `run` resolves then. */
  stop(): void
}

/** How many invocations the platform wants handled at a time: more than one on Lambda Managed Instances only. */
const concurrencyOf = (environment: Environment): number => {
  const text = environment['AWS_LAMBDA_MAX_CONCURRENCY'] || '1'
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text)
  throw new ConfigError(`Cannot start:\n  AWS_LAMBDA_MAX_CONCURRENCY=${JSON.stringify(text)}: Expected a whole number from 1 to 9999`)
}

/** The AWS Lambda platform: the loop of a custom runtime, as many of them as invocations may run at a time. */
export const lambda = ({ invoke, log, settings, environment, api }: LambdaOptions): Lambda => {
  const shared = {
    invoke,
    log,
    details: functionDetails(environment),
    marginMs: settings.luaDeadlineMarginMs,
    streams: settings.luaResponseMode === 'stream',
    workingDirectory: taskRoot(environment),
  }
  const loops = Array.from({ length: concurrencyOf(environment) }, () =>
    lambdaLoop({ ...shared, client: lambdaClient(api) }),
  )
  return {
    run: async () => void (await Promise.all(loops.map((loop) => loop.run()))),
    stop: () => {
      for (const loop of loops) loop.stop()
    },
  }
}

/** Tells the platform why the function can't be started. Never rejects: what fails is logged. */
export const reportInitError = async (error: unknown, { environment, log, api }: Pick<LambdaOptions, 'environment' | 'log' | 'api'>): Promise<void> => {
  const client = lambdaClient(api)
  try {
    await client.failInit(lambdaFailure(error, taskRoot(environment)))
  } catch (failure) {
    if (!(failure instanceof RuntimeApiError)) throw failure
    log.host(failure.message, undefined, 'error')
  } finally {
    client.close()
  }
}
