import { drain } from '../host/drain.ts'
import { registerSoon } from '../host/metrics.ts'
import { slots } from '../host/slots.ts'
import { callServer, closeServer } from './call-server.ts'
import type { CallServerOptions } from './call-server.ts'
import { metricsServer } from './metrics-server.ts'
import { openPorts } from './open-ports.ts'
import type { Ports } from './open-ports.ts'

export type OpenFaasOptions = Omit<CallServerOptions, 'slots'>

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

/** A platform of these parts, in which a start that fails closes everything and the drain happens once. */
export const openfaasOf = ({ start, drain, close }: OpenFaas): OpenFaas => {
  let draining: Promise<boolean> | undefined
  return {
    start: () =>
      start().catch(async (error: unknown) => {
        await close()
        throw error
      }),
    drain: () => (draining ??= drain()),
    close,
  }
}

/** The OpenFaaS platform: a function host that speaks of-watchdog's contract itself, on 8080 and 8081. */
export const openfaas = (options: OpenFaasOptions): OpenFaas => {
  const { settings, lifecycle, log, metrics } = options
  const { writeTimeoutMs, healthcheckIntervalMs } = settings
  const calls = callServer({ ...options, slots: slots(settings.maxInflight) })
  const metricServer = metricsServer(metrics.registry)

  const close = async () => {
    await Promise.all([calls.close(), closeServer(metricServer)])
  }

  const start = async (): Promise<Ports> => {
    const ports = await openPorts(settings, log, { calls: calls.server, metrics: metricServer })
    lifecycle.ready()
    registerSoon(metrics)
    return ports
  }

  const drainAndClose = async (): Promise<boolean> => {
    const complete = await drain({ platform: calls.drainable, lifecycle, log, healthcheckIntervalMs, writeTimeoutMs })
    await close()
    return complete
  }

  return openfaasOf({ start, drain: drainAndClose, close })
}
