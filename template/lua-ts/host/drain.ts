import { setTimeout as delay } from 'node:timers/promises'
import { formatDuration } from './format-duration.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Log } from './log.ts'

/** What a platform offers for its end. */
export interface Drainable {
  /** Calls that have not ended. */
  readonly inFlight: number
  /** Takes no new connections. */
  closeListener(): void
  /** Closes the connections that wait for a next request. */
  closeIdle(): void
  /** Cuts every connection that is left. */
  sever(reason: string): void
}

export interface DrainOptions {
  readonly platform: Drainable
  readonly lifecycle: Lifecycle
  readonly log: Pick<Log, 'host'>
  readonly healthcheckIntervalMs: number
  readonly writeTimeoutMs: number
}

const pollMs = 10

// Node.js fires longer timers at once.
const longestDelayMs = 2 ** 31 - 1

const waitForCalls = async (platform: Drainable, limitMs: number): Promise<boolean> => {
  const endMs = performance.now() + limitMs
  while (platform.inFlight > 0) {
    if (performance.now() >= endMs) return false
    await delay(pollMs)
    platform.closeIdle()
  }
  return true
}

/**
 * Shuts down in of-watchdog's order: probes say no; everything is served for `healthcheckIntervalMs`, so that callers
 * notice; the listener closes; calls that run may end within `writeTimeoutMs`; the rest is cut.
 * Resolves to true when nothing was cut.
 */
export const drain = async (options: DrainOptions): Promise<boolean> => {
  const { platform, lifecycle, log, healthcheckIntervalMs, writeTimeoutMs } = options
  log.host(`SIGTERM: no new connections in ${formatDuration(healthcheckIntervalMs)}`)
  lifecycle.drain()
  if (healthcheckIntervalMs > 0) await delay(Math.min(healthcheckIntervalMs, longestDelayMs))

  log.host(`No new connections allowed, draining: ${platform.inFlight} requests`)
  lifecycle.close()
  platform.closeListener()
  platform.closeIdle()
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
