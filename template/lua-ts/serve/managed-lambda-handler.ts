import { readSettings } from '../host/settings.ts'
import { functionDetails, taskRoot } from '../platform/lambda-context.ts'
import { lambdaExtension } from '../platform/lambda-extension.ts'
import { lambdaLog } from '../platform/lambda-log.ts'
import { managedError, managedHandler, managedStreamHandler } from '../platform/managed-lambda.ts'
import type { ManagedStreamHandler } from '../platform/managed-lambda.ts'
import { lambdaFunction } from './lambda-function.ts'
import type { Surroundings } from './surroundings.ts'

/** What is there in Lambda's own Node.js runtime. */
export interface ManagedSurroundings extends Pick<Surroundings, 'environment' | 'home' | 'stdout'> {
  /** The runtime's global of that name. */
  readonly awslambda: { streamifyResponse(handler: ManagedStreamHandler): unknown } | undefined
  /** Calls `end` when the process is asked to end, and ends it afterwards. */
  onEnd(end: () => Promise<void>): void
}

const started = async (surroundings: ManagedSurroundings): Promise<unknown> => {
  const { environment, awslambda } = surroundings
  const settings = readSettings(environment)
  const log = lambdaLog(surroundings)
  const loaded = await lambdaFunction(surroundings, settings, log)
  if (loaded.hasShutdown) {
    surroundings.onEnd(() => loaded.shutdown().finally(log.flush))
    await lambdaExtension(environment['AWS_LAMBDA_RUNTIME_API'] ?? '', log)
  }
  const options = {
    invoke: loaded.invoke,
    environment,
    details: functionDetails(environment),
    marginMs: settings.luaDeadlineMarginMs,
    workingDirectory: taskRoot(environment),
    flush: log.flush,
  }
  return settings.luaResponseMode === 'stream' && awslambda ? awslambda.streamifyResponse(managedStreamHandler(options)) : managedHandler(options)
}

/**
 * Loads the function as a handler for Lambda's own Node.js runtime. With `lua_response_mode=stream` it is one that
 * streams, where the runtime has such. Rejects with what that runtime is to report as an init error.
 */
export const managedLambdaHandler = async (surroundings: ManagedSurroundings): Promise<unknown> => {
  try {
    return await started(surroundings)
  } catch (error) {
    throw managedError(error, taskRoot(surroundings.environment))
  }
}
