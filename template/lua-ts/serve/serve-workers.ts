import cluster from 'node:cluster'
import { ConfigError, LoadError } from '../host/errors.ts'
import type { Log } from '../host/log.ts'
import type { Metrics } from '../host/metrics.ts'
import type { Settings } from '../host/settings.ts'
import type { LuaFunction } from '../lua/lua-function.ts'
import { newsTo, worker } from '../platform/worker.ts'
import { workers } from '../platform/workers.ts'

export interface ServeWorkersOptions {
  readonly settings: Settings
  readonly log: Log
  /** Loads the handler into this process. */
  readonly load: () => Promise<{ readonly loaded: LuaFunction; readonly metrics: Metrics }>
  readonly process: NodeJS.Process
  readonly exit: (code: number) => void
}

/** A signal of the terminal, or of whoever ends a whole group, is for the process that keeps this one. */
const ignoreSignals = (process: NodeJS.Process): void => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
}

const supervise = async ({ settings, log, process, exit }: ServeWorkersOptions): Promise<void> => {
  const platform = workers({ settings, log })
  await platform.start()
  const stop = async (): Promise<void> => {
    const complete = await platform.drain()
    log.flush()
    exit(complete ? 0 : 1)
  }
  process.on('SIGTERM', () => void stop())
  process.on('SIGINT', () => void stop())
}

const work = async ({ settings, log, load, process }: ServeWorkersOptions): Promise<void> => {
  const { loaded, metrics } = await load()
  const platform = worker({ settings, invoke: loaded.invoke, ready: loaded.ready, log, metrics, channel: process })
  platform.start()
  await platform.ended
  await loaded.shutdown()
}

const textOf = (error: unknown): string => {
  if (error instanceof ConfigError || error instanceof LoadError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const serveWork = async (options: ServeWorkersOptions): Promise<void> => {
  const { process, log, exit } = options
  ignoreSignals(process)
  try {
    await work(options)
    log.flush()
    exit(0)
  } catch (error) {
    log.flush()
    // The other process says it, once for all that fail in the same way.
    newsTo(process)({ kind: 'failed', text: textOf(error) }, () => exit(1))
  }
}

/**
 * Serves calls with `lua_workers` processes: in the first process, keeps the others; in one of them, works.
 * @throws ConfigError or LoadError when the function can't be started
 */
export const serveWorkers = (options: ServeWorkersOptions): Promise<void> =>
  cluster.isPrimary ? supervise(options) : serveWork(options)
