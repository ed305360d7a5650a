import type { Registry } from 'prom-client'

import { callCounts } from './call-counts.ts'
import type { CallNumbers } from './call-counts.ts'
import { luaCounts } from './lua-counts.ts'
import type { LuaCounter } from './lua-counts.ts'

/** Gives the registry that the page of metrics is made of: the same one each time. */
export type RegistrySource = () => Promise<Registry>

/** The numbers that the host keeps; every name and label is in `docs/metrics.md`. */
export interface Metrics extends LuaCounter {
  /** Made when it is first asked for: Node.js's own numbers begin then. */
  readonly registry: RegistrySource
  /** A call came in. */
  started(): void
  /** A call ended. `code` 0 means that no status was sent. */
  finished(method: string, code: number, seconds: number): void
  /** Calls running now. */
  readonly inFlight: number
}

export interface MetricsOptions {
  /** Bytes that the Lua state holds now, undefined where the engine can't tell. */
  readonly memoryBytes?: () => number | undefined
}

// Those of Prometheus' own client libraries, which of-watchdog uses.
const durationBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

// Long enough for a function that was started for a call to have answered it.
const soonMs = 500

/** Has the registry made soon: call it when the function is ready, so that Node.js's own numbers begin near its start. */
export const registerSoon = ({ registry }: Pick<Metrics, 'registry'>): void => void setTimeout(() => void registry(), soonMs).unref()

/** The host's metrics on a registry of their own, those of the process included. */
export const metrics = ({ memoryBytes = () => undefined }: MetricsOptions = {}): Metrics => {
  const counts = callCounts(durationBounds)
  const lua = luaCounts()
  let inFlight = 0
  const calls: CallNumbers = {
    bounds: durationBounds,
    series: counts.series,
    get inFlight() {
      return inFlight
    },
  }
  let made: Promise<Registry> | undefined
  // What counts needs no package, so a function is ready before the one is loaded that makes pages.
  const registry = async (): Promise<Registry> => (await import('./metrics-registry.ts')).metricsRegistry({ calls, lua: lua.numbers, memoryBytes })
  return {
    ...lua.counter,
    registry: () => (made ??= registry()),
    started: () => {
      inFlight += 1
    },
    finished: (method, code, seconds) => {
      inFlight -= 1
      counts.add(method, code, seconds)
    },
    get inFlight() {
      return inFlight
    },
  }
}
