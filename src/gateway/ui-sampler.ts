import type { FunctionPool } from '../functions/function-pool.ts'
import { schedulesOf } from '../stack/topics.ts'
import type { Figures, FunctionCondition, FunctionState, LoadError, Sample, Tick } from '../ui/feed-types.ts'
import type { CallCounts, CountedPeriod } from './ui-call-counts.ts'
import { joinGauges, readHostGauges } from './ui-host-gauges.ts'
import type { HostGauges } from './ui-host-gauges.ts'
import { latencies } from './ui-latencies.ts'

type SampledPool = Pick<FunctionPool, 'name' | 'fn' | 'replicas' | 'available' | 'metricsPorts'>

/** Measures all functions once a period while somebody looks on. */
export interface Sampler {
  /** The last samples, oldest first. */
  history(): readonly Sample[]
  /** Gives every further measurement to `take` until the returned function is called. */
  follow(take: (tick: Tick) => void): () => void
}

export interface SamplerOptions {
  readonly pools: () => readonly SampledPool[]
  readonly countsOf: (name: string) => CallCounts
  readonly loadErrorOf: (name: string, serves: boolean) => LoadError | undefined
  readonly periodMs?: number
}

const keptSamples = 180
/** What all functions together are called in a sample. */
const everything = ''

const figuresOf = ({ requests, failures, latencies: took }: CountedPeriod, seconds: number, inFlight: number, gauges: HostGauges): Figures => ({
  requests: requests / seconds,
  failures: failures / seconds,
  p50Ms: took.percentile(0.5),
  p95Ms: took.percentile(0.95),
  p99Ms: took.percentile(0.99),
  inFlight,
  ...gauges,
})

const conditionOf = (pool: SampledPool, loadError: LoadError | undefined): FunctionCondition => {
  if (pool.replicas() === 0) return 'stopped'
  if (pool.available() > 0) return loadError === undefined ? 'ready' : 'stale'
  return loadError === undefined ? 'starting' : 'failed'
}

const stateOf = (pool: SampledPool, { calls, failed }: CallCounts, loadError: LoadError | undefined): FunctionState => ({
  name: pool.name,
  condition: conditionOf(pool, loadError),
  engine: pool.fn.environment.lua_engine ?? 'fengari',
  schedules: schedulesOf(pool.fn.annotations),
  replicas: pool.replicas(),
  available: pool.available(),
  calls,
  failed,
  ...(loadError === undefined ? {} : { loadError }),
})

/** The figures of a period of `seconds` that ends now. */
const measure = (pools: readonly SampledPool[], countsOf: SamplerOptions['countsOf'], gauges: readonly HostGauges[], seconds: number): Record<string, Figures> => {
  const figures: Record<string, Figures> = {}
  const all = { requests: 0, failures: 0, latencies: latencies() }
  let allInFlight = 0
  pools.forEach(({ name }, index) => {
    const counts = countsOf(name)
    const period = counts.take()
    figures[name] = figuresOf(period, seconds, counts.inFlight, gauges[index] ?? joinGauges([]))
    all.requests += period.requests
    all.failures += period.failures
    all.latencies.merge(period.latencies)
    allInFlight += counts.inFlight
  })
  figures[everything] = figuresOf(all, seconds, allInFlight, joinGauges(gauges))
  return figures
}

/** Measures nothing, and asks no host, while nobody follows. */
export const sampler = ({ pools, countsOf, loadErrorOf, periodMs = 1_000 }: SamplerOptions): Sampler => {
  const samples: Sample[] = []
  const followers = new Set<(tick: Tick) => void>()
  let timer: NodeJS.Timeout | undefined
  let lastMs = 0
  // Counts the times that somebody came or all had left: a measurement under way may outlive its onlookers.
  let turn = 0

  const tick = async (mine: number): Promise<void> => {
    const known = pools()
    const gauges = await Promise.all(known.map(pool => readHostGauges(pool.metricsPorts())))
    if (mine !== turn) return
    const seconds = (performance.now() - lastMs) / 1000
    lastMs = performance.now()
    const sample = { timeMs: Date.now(), figures: measure(known, countsOf, gauges, seconds) }
    const functions = known.map(pool => stateOf(pool, countsOf(pool.name), loadErrorOf(pool.name, pool.available() > 0)))
    if (samples.push(sample) > keptSamples) samples.shift()
    for (const take of followers) take({ functions, sample })
    timer = setTimeout(() => tick(mine), periodMs).unref()
  }

  const start = (): void => {
    // What came while nobody looked belongs to no period.
    for (const { name } of pools()) countsOf(name).take()
    lastMs = performance.now() - periodMs
    void tick(++turn)
  }
  const follow = (take: (tick: Tick) => void): (() => void) => {
    followers.add(take)
    if (followers.size === 1) start()
    return () => {
      followers.delete(take)
      if (followers.size > 0) return
      turn++
      clearTimeout(timer)
    }
  }
  return { history: () => samples, follow }
}
