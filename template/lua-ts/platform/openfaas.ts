import { drain } from '../host/drain.ts'
import { formatDuration } from '../host/format-duration.ts'
import type { Settings } from '../host/settings.ts'
import { slots } from '../host/slots.ts'
import { callServer, closeServer } from './call-server.ts'
import type { CallServerOptions } from './call-server.ts'
import { listen } from './listen.ts'
import { metricsServer } from './metrics-server.ts'

export type OpenFaasOptions = Omit<CallServerOptions, 'slots'>

/** The ports that were really taken. */
export interface Ports {
  readonly port: number
  readonly metricsPort: number
}

export interface OpenFaas {
  /**
   * Listens, and says to the platform that the function is ready: call it when it is.
   * @throws ConfigError when a port is taken or the lock file can't be written
   */
  start(): Promise<Ports>
  /** Shuts down in of-watchdog's order; resolves to true when every call was completed. Once is enough. */
  drain(): Promise<boolean>
  /** Closes everything at once. */
  close(): Promise<void>
}

/** of-watchdog's first line. */
export const timeoutsLine = ({ readTimeoutMs, writeTimeoutMs, execTimeoutMs, healthcheckIntervalMs }: Settings): string => {
  const [read, write, hard, health] = [readTimeoutMs, writeTimeoutMs, execTimeoutMs, healthcheckIntervalMs].map(formatDuration)
  return `Timeouts: read: ${read} write: ${write} hard: ${hard} health: ${health}`
}

/** The OpenFaaS platform: a function host that speaks of-watchdog's contract itself, on 8080 and 8081. */
export const openfaas = (options: OpenFaasOptions): OpenFaas => {
  const { settings, lifecycle, log, metrics } = options
  const { writeTimeoutMs, healthcheckIntervalMs } = settings
  const calls = callServer({ ...options, slots: slots(settings.maxInflight) })
  const metricServer = metricsServer(metrics.registry)
  let draining: Promise<boolean> | undefined

  const close = async () => {
    await Promise.all([calls.close(), closeServer(metricServer)])
  }

  const start = async (): Promise<Ports> => {
    log.host(timeoutsLine(settings))
    const port = await listen(calls.server, settings.port, 'port')
    log.host(`Listening on port: ${port}`)
    const metricsPort = await listen(metricServer, settings.metricsPort, 'metrics_port')
    log.host(`Metrics listening on port: ${metricsPort}`)
    lifecycle.ready()
    return { port, metricsPort }
  }

  const drainAndClose = async (): Promise<boolean> => {
    const complete = await drain({ platform: calls.drainable, lifecycle, log, healthcheckIntervalMs, writeTimeoutMs })
    await close()
    return complete
  }

  return {
    start: () =>
      start().catch(async (error: unknown) => {
        await close()
        throw error
      }),
    drain: () => (draining ??= drainAndClose()),
    close,
  }
}
