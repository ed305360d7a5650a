import { Counter, Gauge, collectDefaultMetrics } from 'prom-client'
import type { Registry } from 'prom-client'

import type { CallNumbers } from './call-counts.ts'
import { HostRegistry } from './host-registry.ts'
import type { LuaNumbers } from './lua-counts.ts'
import { luaMetrics } from './lua-metrics.ts'
import { ReadHistogram } from './read-histogram.ts'

/** What a registry shows. */
export interface HostNumbers {
  readonly calls: CallNumbers
  readonly lua: LuaNumbers
  readonly memoryBytes: () => number | undefined
}

const labelNames = ['code', 'method'] as const

/** The three metrics of of-watchdog: names, help, labels, buckets and the labels' values are its own. */
const watchdogMetrics = (registry: Registry, calls: CallNumbers): void => {
  const registers = [registry]
  new ReadHistogram({
    name: 'http_request_duration_seconds',
    help: 'Seconds spent serving HTTP requests.',
    labelNames,
    registers,
    buckets: [...calls.bounds],
    read: () =>
      calls
        .series()
        .map(({ code, method, count, sumSeconds, buckets }) => ({ labels: { code, method }, count, sum: sumSeconds, buckets })),
  })
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'total HTTP requests in-flight',
    registers,
    collect() {
      this.set(calls.inFlight)
    },
  })
  new Counter({
    name: 'http_requests_total',
    help: 'total HTTP requests processed',
    labelNames,
    registers,
    collect() {
      this.reset()
      for (const { code, method, count } of calls.series()) this.inc({ code, method }, count)
    },
  })
}

/** A registry that reads the host's numbers when it is asked for them, with those of the process. */
export const metricsRegistry = ({ calls, lua, memoryBytes }: HostNumbers): Registry => {
  const registry = new HostRegistry()
  watchdogMetrics(registry, calls)
  luaMetrics(registry, lua, memoryBytes)
  collectDefaultMetrics({ register: registry })
  return registry
}
