import { ConfigError } from '../host/errors.ts'
import { readSettings } from '../host/settings.ts'
import { lambdaExtension } from '../platform/lambda-extension.ts'
import { RuntimeApiError } from '../platform/runtime-api-error.ts'
import { lambda, reportInitError } from '../platform/lambda.ts'
import { lambdaLog } from '../platform/lambda-log.ts'
import { lambdaFunction } from './lambda-function.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * Runs the function on AWS Lambda until the platform ends the process.
 * @throws ConfigError or LoadError when it can't be started, which the platform has been told of then;
 *   RuntimeApiError when the Runtime API fails
 */
export const serveLambda = async (surroundings: Surroundings): Promise<void> => {
  const { environment, stdout, onEnd } = surroundings
  const log = lambdaLog({ environment, stdout })
  const api = environment['AWS_LAMBDA_RUNTIME_API']
  if (!api) throw new ConfigError('Cannot start:\n  lua_platform="lambda": Set AWS_LAMBDA_RUNTIME_API to host and port of the Runtime API')
  try {
    const settings = readSettings(environment)
    const loaded = await lambdaFunction(surroundings, settings, log)
    const platform = lambda({ invoke: loaded.invoke, log, settings, environment, api })
    onEnd(platform.stop)
    const extension = loaded.hasShutdown ? await lambdaExtension(api, log) : undefined
    return await platform.run().finally(() => {
      extension?.close()
      return loaded.shutdown()
    })
  } catch (error) {
    if (!(error instanceof RuntimeApiError)) await reportInitError(error, { environment, log, api })
    throw error
  } finally {
    log.flush()
  }
}
