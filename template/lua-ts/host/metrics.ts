import { Counter, Gauge, collectDefaultMetrics } from 'prom-client'
import type { Registry } from 'prom-client'

import { callCounts } from './call-counts.ts'
import { HostRegistry } from './host-registry.ts'
import { luaMetrics } from './lua-metrics.ts'
import type { LuaMetrics } from './lua-metrics.ts'
import { ReadHistogram } from './read-histogram.ts'

/** The numbers that the host keeps; every name and label is in `docs/metrics.md`. */
export interface Metrics extends LuaMetrics {
  readonly registry: Registry
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

const labelNames = ['code', 'method'] as const

/** The three metrics of of-watchdog: names, help, labels, buckets and the labels' values are its own. */
const watchdogMetrics = (registry: Registry): Pick<Metrics, 'started' | 'finished' | 'inFlight'> => {
  const registers = [registry]
  const counts = callCounts(durationBounds)
  let inFlight = 0
  new ReadHistogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds spent serving HTTP requests.',
    labelNames,
    registers,
    buckets: durationBounds,
    read: () =>
      counts
        .series()
        .map(({ code, method, count, sumSeconds, buckets }) => ({ labels: { code, method }, count, sum: sumSeconds, buckets })),
  })
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'total HTTP requests in-flight',
    registers,
    collect() {
      this.set(inFlight)
    },
  })
  new Counter({
    name: 'http_requests_total',
    help: 'total HTTP requests processed',
    labelNames,
    registers,
    collect() {
      this.reset()
      for (const { code, method, count } of counts.series()) this.inc({ code, method }, count)
    },
  })
  return {
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

/** The host's metrics on a registry of their own, those of the process included. */
export const metrics = ({ memoryBytes = () => undefined }: MetricsOptions = {}): Metrics => {
  const registry = new HostRegistry()
  const http = watchdogMetrics(registry)
  const lua = luaMetrics(registry, memoryBytes)
  collectDefaultMetrics({ register: registry })
  return {
    ...lua,
    registry,
    started: http.started,
    finished: http.finished,
    get inFlight() {
      return http.inFlight
    },
  }
}
