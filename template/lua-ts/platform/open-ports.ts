import type { Server } from 'node:net'
import { formatDuration } from '../host/format-duration.ts'
import type { Log } from '../host/log.ts'
import type { Settings } from '../host/settings.ts'
import { listen } from './listen.ts'

/** The ports that were really taken. */
export interface Ports {
  readonly port: number
  readonly metricsPort: number
}

/** Servers for calls and for metrics, not listening yet. */
export interface PortServers {
  readonly calls: Server
  readonly metrics: Server
}

/**
 * Listens on both ports, and logs what of-watchdog logs first.
 * @throws ConfigError when a port is taken
 */
export const openPorts = async (settings: Settings, log: Pick<Log, 'host'>, { calls, metrics }: PortServers): Promise<Ports> => {
  const { readTimeoutMs, writeTimeoutMs, execTimeoutMs, healthcheckIntervalMs } = settings
  const [read, write, hard, health] = [readTimeoutMs, writeTimeoutMs, execTimeoutMs, healthcheckIntervalMs].map(formatDuration)
  log.host(`Timeouts: read: ${read} write: ${write} hard: ${hard} health: ${health}`)
  const port = await listen(calls, settings.port, 'port')
  log.host(`Listening on port: ${port}`)
  const metricsPort = await listen(metrics, settings.metricsPort, 'metrics_port')
  log.host(`Metrics listening on port: ${metricsPort}`)
  return { port, metricsPort }
}
