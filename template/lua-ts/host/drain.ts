import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import { formatDuration } from './format-duration.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Log } from './log.ts'

/** What a platform offers for its end. */
export interface Drainable {
  /** Calls that have not ended. */
  readonly inFlight: number
  /** Connections that are open, with a call or without. */
  readonly connections: number
  /** Brings the two numbers up to date, where other processes count. */
  refresh?(): Promise<void>
  /** Takes no new connections. */
  closeListener(): void
  /** Closes the connections that wait for a next request. */
  closeIdle(): void
  /** Cuts every connection that is left. */
  sever(reason: string): void
}

export interface DrainOptions {
  readonly platform: Drainable
  readonly lifecycle: Pick<Lifecycle, 'drain' | 'close' | 'stop'>
  readonly log: Pick<Log, 'host'>
  readonly healthcheckIntervalMs: number
  readonly writeTimeoutMs: number
}

const pollMs = 10

// Node.js fires longer timers at once.
const longestDelayMs = 2 ** 31 - 1

// A connection that looks idle may have a request on its way. It is answered, as the last one, if it comes by then.
const idleGraceMs = 200

const waitForCalls = async (platform: Drainable, limitMs: number): Promise<boolean> => {
  const startMs = performance.now()
  for (;;) {
    const elapsedMs = performance.now() - startMs
    const patient = elapsedMs < Math.min(idleGraceMs, limitMs)
    if (platform.inFlight === 0 && (platform.connections === 0 || !patient)) return true
    if (elapsedMs >= limitMs) return false
    await delay(pollMs)
    if (!patient) platform.closeIdle()
  }
}

/**
 * Shuts down in of-watchdog's order: probes say no; everything is served for `healthcheckIntervalMs`, so that callers
 * notice; the listener closes, and every further answer is the last one on its connection; calls that run may end
 * within `writeTimeoutMs`; the rest is cut.
 * Resolves to true when nothing was cut.
 */
export const drain = async (options: DrainOptions): Promise<boolean> => {
  const { platform, lifecycle, log, healthcheckIntervalMs, writeTimeoutMs } = options
  log.host(`SIGTERM: no new connections in ${formatDuration(healthcheckIntervalMs)}`)
  lifecycle.drain()
  if (healthcheckIntervalMs > 0) await delay(Math.min(healthcheckIntervalMs, longestDelayMs))
  await platform.refresh?.()

  log.host(`No new connections allowed, draining: ${platform.inFlight} requests`)
  // By the next turn every connection that was made so far is accepted: closing would reset those that are not.
  await nextTurn()
  // First the listener: a client whose answer is the last one connects anew at once, and must be refused, not reset.
  platform.closeListener()
  lifecycle.close()
  const complete = await waitForCalls(platform, writeTimeoutMs)
  if (!complete) {
    const reason = `write_timeout of ${formatDuration(writeTimeoutMs)} exceeded while draining`
    log.host(`${reason}: cutting ${platform.inFlight} requests`)
    platform.sever(reason)
  }
  log.host(`Exiting. Active connections: ${platform.inFlight}`)
  lifecycle.stop()
  return complete
}
