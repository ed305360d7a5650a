import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { Registry } from 'prom-client'
import { ConfigError } from '../host/errors.ts'
import type { Log } from '../host/log.ts'
import { readSettings } from '../host/settings.ts'
import type { Settings } from '../host/settings.ts'
import { startEngine } from '../lua/engines.ts'
import { luaFunction } from '../lua/lua-function.ts'
import type { LuaFunction } from '../lua/lua-function.ts'
import { handlerName } from '../platform/lambda-handler.ts'
import { RuntimeApiError } from '../platform/lambda-client.ts'
import { lambda, reportInitError } from '../platform/lambda.ts'
import { lambdaLog } from '../platform/lambda-log.ts'
import type { Surroundings } from './surroundings.ts'

/** The handler's file and name: `lua_handler` if it is set, else `_HANDLER` if it names a file, else the default. */
const handlerOf = ({ environment, home }: Surroundings, settings: Settings): { file: string; entry: string | undefined } => {
  const file = resolve(home, settings.luaHandler)
  const name = environment['_HANDLER']
  if (!name || environment['lua_handler']) return { file, entry: undefined }
  const named = handlerName(name, environment['LAMBDA_TASK_ROOT'] || '/var/task')
  // In an image, _HANDLER is what the command line says.
  return !existsSync(named.file) && existsSync(file) ? { file, entry: undefined } : named
}

const load = async (surroundings: Surroundings, settings: Settings, log: Log): Promise<LuaFunction> => {
  const { environment } = surroundings
  const { file, entry } = handlerOf(surroundings, settings)
  return await luaFunction({
    lua: await startEngine(settings.luaEngine),
    settings: { ...settings, luaHandler: file, functionName: settings.functionName || (environment['AWS_LAMBDA_FUNCTION_NAME'] ?? '') },
    entry,
    log,
    // The platform ends a process that doesn't come back.
    beat: { begin: () => {}, end: () => {} },
    environment,
    platform: 'lambda',
    sliced: () => {},
    handled: () => {},
    registry: new Registry(),
  })
}

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
    const loaded = await load(surroundings, settings, log)
    const platform = lambda({ invoke: loaded.invoke, log, settings, environment, api })
    onEnd(platform.stop)
    return await platform.run().finally(() => loaded.shutdown())
  } catch (error) {
    if (!(error instanceof RuntimeApiError)) await reportInitError(error, { environment, log, api })
    throw error
  } finally {
    log.flush()
  }
}
