import { AggregatorRegistry, collectDefaultMetrics } from 'prom-client'
import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client'
import { HostRegistry } from './host-registry.ts'

/** The metrics of one process, as `registry.getMetricsAsJSON()` has them. */
export type Snapshot = readonly MetricObjectWithValues<MetricValue<string>>[]

/** The metrics of several processes as if they were one. */
export interface SummedMetrics {
  /** The latest of the process `id`; it takes the place of its last. */
  update(id: number, snapshot: Snapshot): void
  /** The process is gone: what it counted stays counted, its gauges don't. */
  retire(id: number): void
  /** The page for Prometheus, with the numbers of `own`. */
  page(own: Registry): Promise<string>
}

// prom-client has numbers for these words in its types alone.
const lasting = new Set<unknown>(['counter', 'histogram'])

// Of this process alone: they say nothing, or wrong things, when added up.
const ownNames = ['process_start_time_seconds', 'lua_workers', 'lua_worker_deaths_total']

const sumOf = (snapshots: readonly Snapshot[]): Registry => AggregatorRegistry.aggregate([...snapshots] as object[])

const snapshotOf = async (registry: Registry): Promise<Snapshot> =>
  (await registry.getMetricsAsJSON()) as unknown as Snapshot

const isOfProcess = ({ name }: { readonly name: string }): boolean => name.startsWith('process_')

/** Adds up what processes count. Each metric's `aggregator` says how: its sum, where it says nothing else. */
export const summedMetrics = (): SummedMetrics => {
  const latest = new Map<number, Snapshot>()
  let retired: Snapshot = []
  const page = async (own: Registry): Promise<string> => {
    const ofProcess = (await snapshotOf(own)).filter(isOfProcess)
    const whole = new HostRegistry()
    for (const metric of sumOf([...latest.values(), retired, ofProcess]).getMetricsAsArray()) whole.registerMetric(metric as never)
    for (const name of ownNames) {
      const metric = own.getSingleMetric(name)
      if (metric !== undefined) whole.registerMetric(metric)
    }
    return whole.metrics()
  }
  return {
    update: (id, snapshot) => void latest.set(id, snapshot),
    retire: (id) => {
      const counted = (latest.get(id) ?? []).filter(({ type }) => lasting.has(type))
      latest.delete(id)
      retired = sumOf([retired, counted]).getMetricsAsArray() as unknown as Snapshot
    },
    page,
  }
}

/** A registry with the metrics of this process. */
export const processRegistry = (): Registry => {
  const registry = new HostRegistry()
  collectDefaultMetrics({ register: registry })
  return registry
}
