import { accessSync, constants } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { program } from './program.ts'
import { freePort, isFree } from './free-port.ts'
import { get } from './request.ts'
import { lockFolder, target } from './target.ts'
import type { Settings, Subject, Target } from './target.ts'
import { until } from './until.ts'
import { untilReady } from './until-ready.ts'
import { send } from './wire.ts'

/** of-watchdog has no setting for it, so only one can run at a time on a machine. */
export const watchdogMetricsPort = 8081

const folder = fileURLToPath(new URL('.', import.meta.url))

/**
 * Path of the of-watchdog binary: `OF_WATCHDOG`, or found on PATH; undefined when there is none.
 * @throws Error when `OF_WATCHDOG` names something that can't be run
 */
export const findWatchdog = (env: Readonly<Record<string, string | undefined>>): string | undefined => {
  const named = env['OF_WATCHDOG']
  if (named !== undefined && named !== '') {
    if (!isExecutable(named)) throw new Error(`Cannot run OF_WATCHDOG="${named}": name an executable file, or unset it`)
    return named
  }
  return (env['PATH'] ?? '').split(delimiter).map((path) => join(path, 'of-watchdog')).find(isExecutable)
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The real of-watchdog in http mode, with the contract's function in Node.js behind it. */
export const watchdogSubject = (binary: string): Subject => {
  const functionPorts = new WeakMap<Target, number>()
  return {
    name: 'of-watchdog',
    launch: async (settings) => {
      // One that was just stopped may hold the port for a moment.
      const held = settings['contract_hold_metrics_port'] !== undefined
      if (!held && !(await until(async () => await isFree(watchdogMetricsPort), 10_000))) {
        throw new Error(`Cannot start of-watchdog: port ${watchdogMetricsPort} is taken and it knows no other for its metrics`)
      }
      const { TMPDIR, remove } = await lockFolder(settings)
      const port = settings['port'] === undefined ? await freePort() : Number(settings['port'])
      const functionPort = await freePort()
      const env = watchdogEnvironment(functionPort, { ...settings, port: String(settings['port'] ?? port), TMPDIR })
      const started = program({ file: binary, args: [], env, cwd: folder })
      const running = target(started, { port, metricsPort: watchdogMetricsPort, TMPDIR, remove })
      functionPorts.set(running, functionPort)
      return running
    },
    ready: async (running) => {
      // It answers before its function does, and each call is counted: so the function is asked first, directly.
      const answers = async (): Promise<boolean> =>
        (await send(functionPorts.get(running) ?? 0, get('/hello'))).status === 200 &&
        (await send(running.port, get('/_/health'))).status === 200
      await untilReady(running, 'of-watchdog', answers)
    },
  }
}

// The command is split at spaces without quoting, so paths stay out of it: `node` comes from PATH, the script from cwd.
const watchdogEnvironment = (functionPort: number, settings: Settings): Settings => ({
  PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
  mode: 'http',
  fprocess: `node function.ts ${functionPort}`,
  upstream_url: `http://127.0.0.1:${functionPort}`,
  ...settings,
})
