import { join, resolve } from 'node:path'
import { ConfigError, LoadError } from './host/errors.ts'
import { formatDuration } from './host/format-duration.ts'
import { heartbeat } from './host/heartbeat.ts'
import type { Heartbeat } from './host/heartbeat.ts'
import { lifecycle } from './host/lifecycle.ts'
import { log as logOf } from './host/log.ts'
import type { Log } from './host/log.ts'
import { metrics as metricsOf } from './host/metrics.ts'
import type { Metrics } from './host/metrics.ts'
import { nonblocking } from './host/nonblocking.ts'
import { readSettings } from './host/settings.ts'
import type { Settings } from './host/settings.ts'
import { settingsHelp, settingsPage } from './host/settings-help.ts'
import type { Lua } from './lua/engine.ts'
import { startEngine } from './lua/engines.ts'
import { luaFunction } from './lua/lua-function.ts'
import type { LuaFunction } from './lua/lua-function.ts'
import { chosenPlatform } from './platform/chosen-platform.ts'
import { openfaas } from './platform/openfaas.ts'
import { RuntimeApiError } from './platform/runtime-api-error.ts'
import type { Surroundings } from './serve/surroundings.ts'

const environmentSettings = (): Settings => {
  const settings = readSettings(process.env)
  return { ...settings, luaHandler: resolve(import.meta.dirname, settings.luaHandler) }
}

const hostHeartbeat = ({ execTimeoutMs, luaGraceMs, suppressLock, tmpDir }: Settings): Heartbeat =>
  heartbeat({
    graceMs: luaGraceMs,
    lockFile: suppressLock ? '' : join(tmpDir, '.lock'),
    message:
      `Process ended: Lua did not come back within exec_timeout of ${formatDuration(execTimeoutMs)} ` +
      `and lua_grace of ${formatDuration(luaGraceMs)}; the handler is stuck in one library call that nothing can interrupt`,
  })

const load = async (lua: Lua, settings: Settings, log: Log, metrics: Metrics, beat: Heartbeat): Promise<LuaFunction> => {
  const startedMs = performance.now()
  const loaded = await luaFunction({
    lua,
    settings,
    log,
    beat,
    environment: process.env,
    platform: 'openfaas',
    sliced: () => metrics.sliced(),
    handled: (seconds) => metrics.handled(seconds),
    registry: metrics.registry,
  })
  const ms = performance.now() - startedMs
  metrics.loaded(ms / 1000, lua.engine, lua.version)
  log.host(`Loaded ${settings.luaHandler} with Lua ${lua.version} (${lua.engine}) in ${Math.round(ms)} ms`)
  return loaded
}

const warm = async (settings: Settings, log: Log): Promise<{ loaded: LuaFunction; metrics: Metrics }> => {
  const lua = await startEngine(settings.luaEngine)
  const metrics = metricsOf({ memoryBytes: () => lua.memoryBytes() })
  const beat = hostHeartbeat(settings)
  const loaded = await load(lua, settings, log, metrics, beat)
  beat.start()
  return { loaded, metrics }
}

/** Several processes: the modules for that are loaded by nobody else. */
const serveAll = async (settings: Settings, log: Log): Promise<void> => {
  const { serveWorkers } = await import('./serve/serve-workers.ts')
  // The lock file speaks for all workers: it isn't one worker's to remove.
  const loadWorker = () => warm({ ...settings, suppressLock: true }, log)
  await serveWorkers({ settings, log, load: loadWorker, process, exit: (code) => process.exit(code) })
}

const serve = async (settings: Settings, log: Log): Promise<void> => {
  const phases = lifecycle({ ...settings, log })
  const { loaded, metrics } = await warm(settings, log)
  const platform = openfaas({ settings, invoke: loaded.invoke, ready: loaded.ready, lifecycle: phases, log, metrics })

  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    const complete = await platform.drain()
    await loaded.shutdown()
    log.flush()
    process.exit(complete ? 0 : 1)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
  await platform.start()
}

const surroundings = (): Surroundings => ({
  environment: process.env,
  home: import.meta.dirname,
  stdout: nonblocking(1),
  stderr: nonblocking(2),
  enter: (folder) => process.chdir(folder),
  onEnd: (listener) => {
    process.on('SIGTERM', listener)
    process.on('SIGINT', listener)
  },
})

/** Where another platform than OpenFaaS calls, what serves it: modules that nobody else loads. */
const servePlatform = async (): Promise<((surroundings: Surroundings) => Promise<void>) | undefined> => {
  switch (chosenPlatform(process.env)) {
    case 'lambda':
      return (await import('./serve/serve-lambda.ts')).serveLambda
    case 'openwhisk':
      return (await import('./serve/serve-openwhisk.ts')).serveOpenWhisk
    case 'openfaas':
      return undefined
  }
}

const run = async (): Promise<void> => {
  const serveOther = await servePlatform()
  if (serveOther) {
    await serveOther(surroundings())
    process.exit(0)
  }
  const settings = environmentSettings()
  const log = logOf({ settings, stdout: nonblocking(1), stderr: nonblocking(2) })
  try {
    await (settings.luaWorkers > 1 ? serveAll : serve)(settings, log)
  } catch (error) {
    log.flush()
    throw error
  }
}

/** Runs the function's own tests. Their modules are loaded by nobody else. */
const test = async (args: readonly string[]): Promise<void> => {
  const { runTests } = await import('./testing/run-tests.ts')
  const failed = await runTests({
    args,
    environment: process.env,
    settings: environmentSettings(),
    startBeat: (own) => {
      const beat = hostHeartbeat(own)
      beat.start()
      return beat
    },
    stdout: process.stdout,
    stderr: process.stderr,
  })
  process.exit(failed ? 1 : 0)
}

const fail = (error: unknown): never => {
  const expected = [ConfigError, LoadError, RuntimeApiError].some((type) => error instanceof type)
  process.stderr.write(`${expected ? (error as Error).message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
}

const [option, ...args] = process.argv.slice(2)
if (option === '--help') process.stdout.write(settingsHelp())
else if (option === '--help=markdown') process.stdout.write(settingsPage())
else if (option === '--test') void test(args).catch(fail)
else void run().catch(fail)
