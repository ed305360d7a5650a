import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Log } from '../host/log.ts'
import type { Settings } from '../host/settings.ts'
import { startEngine } from '../lua/engines.ts'
import { luaFunction } from '../lua/lua-function.ts'
import type { LuaFunction } from '../lua/lua-function.ts'
import { taskRoot } from '../platform/lambda-context.ts'
import { handlerName } from '../platform/lambda-handler.ts'
import type { Surroundings } from './surroundings.ts'

type LambdaPlace = Pick<Surroundings, 'environment' | 'home'>

/** The handler's file and name: `lua_handler` if it is set, else `_HANDLER` if it names a file, else the default. */
const handlerOf = ({ environment, home }: LambdaPlace, settings: Settings): { file: string; entry: string | undefined } => {
  const file = resolve(home, settings.luaHandler)
  const name = environment['_HANDLER']
  if (!name || environment['lua_handler']) return { file, entry: undefined }
  const named = handlerName(name, taskRoot(environment))
  // In an image, _HANDLER is what the command line says.
  return !existsSync(named.file) && existsSync(file) ? { file, entry: undefined } : named
}

/** Loads the function that Lambda's environment names. @throws LoadError */
export const lambdaFunction = async (surroundings: LambdaPlace, settings: Settings, log: Log): Promise<LuaFunction> => {
  const { environment } = surroundings
  const { file, entry } = handlerOf(surroundings, settings)
  return await luaFunction({
    lua: await startEngine(settings.luaEngine),
    settings: { ...settings, luaHandler: file, functionName: settings.functionName || (environment['AWS_LAMBDA_FUNCTION_NAME'] ?? '') },
    entry,
    log,
    environment,
    platform: 'lambda',
  })
}
