import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Invoke } from '../host/call.ts'
import { lineWriter } from '../host/line-writer.ts'
import { log as logOf } from '../host/log.ts'
import type { Log } from '../host/log.ts'
import { readSettings } from '../host/settings.ts'
import type { Environment, Settings } from '../host/settings.ts'
import { startEngine } from '../lua/engines.ts'
import { luaFunction } from '../lua/lua-function.ts'
import type { LuaFunction } from '../lua/lua-function.ts'
import { listen } from '../platform/listen.ts'
import { openwhisk } from '../platform/openwhisk.ts'
import { placeAction } from '../platform/openwhisk-action.ts'
import type { Action } from '../platform/openwhisk-action.ts'
import type { Surroundings } from './surroundings.ts'

/** The line by which OpenWhisk knows that it has all of an activation's output. */
const sentinel = 'XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n'

/** Writes what waits in the log and then the sentinel, at once: the output must be there before the answer is. */
const marker = (log: Log, { stdout, stderr, unmarked }: Surroundings): (() => void) => {
  if (unmarked) return log.flush
  const writers = [stdout, stderr].map((fd) => lineWriter({ fd, dropped: () => '' }))
  return () => {
    log.flush()
    for (const writer of writers) {
      writer.add(sentinel)
      writer.flush()
    }
  }
}

/** OpenWhisk keeps the time of each line itself, and shows the handler's lines as they are. */
const actionLog = (settings: Settings, { stdout, stderr }: Surroundings): Log =>
  ({ ...logOf({ settings: { ...settings, prefixLogs: false }, stdout, stderr }), access: () => {} })

const load = async (settings: Settings, { file, entry }: Action, environment: Environment, log: Log): Promise<LuaFunction> =>
  await luaFunction({
    lua: await startEngine(settings.luaEngine),
    settings: { ...settings, luaHandler: file, functionName: settings.functionName || (environment['__OW_ACTION_NAME'] ?? '') },
    entry,
    log,
    environment,
    platform: 'openwhisk',
  })

/**
 * Serves one action of OpenWhisk, which comes with `/init`, until the process is asked to end.
 * @throws ConfigError when the settings are wrong or the port is taken
 */
export const serveOpenWhisk = async (surroundings: Surroundings): Promise<void> => {
  const { environment, onEnd, enter } = surroundings
  const settings = readSettings(environment)
  const log = actionLog(settings, surroundings)
  mkdirSync(settings.tmpDir, { recursive: true })
  const folder = mkdtempSync(join(settings.tmpDir, 'lua-ts-'))
  let loaded: LuaFunction | undefined
  const platform = openwhisk({
    load: async (code): Promise<Invoke> => {
      const action = placeAction(code, folder)
      enter(action.folder)
      // What /init sets may be settings too, but for those of the server.
      const own = { ...environment, ...action.environment }
      loaded = await load(readSettings({ ...own, lua_platform: 'openwhisk' }), action, own, log)
      return loaded.invoke
    },
    log,
    mark: marker(log, surroundings),
    isConcurrent: environment['__OW_ALLOW_CONCURRENT']?.toLowerCase() === 'true',
    marginMs: settings.luaDeadlineMarginMs,
    errorStatus: Number(settings.luaOpenwhiskErrorStatus),
  })
  const port = await listen(platform.server, settings.port, 'port')
  surroundings.listening?.(port)
  await new Promise<void>((resolve) => onEnd(resolve))
  await platform.drain()
  await loaded?.shutdown()
  platform.server.close()
  rmSync(folder, { recursive: true, force: true })
  log.flush()
}
