import type { Sample } from './measure.ts'
import type { WorkloadName } from './workloads.ts'

/** The middle value of several rounds, and the lowest and highest. */
export interface Spread {
  readonly median: number
  readonly min: number
  readonly max: number
}

/** One row of the table. */
export interface Row {
  readonly workload: WorkloadName
  readonly subject: string
  readonly requestsPerSecond: number
  /** Requests per second over those of the first subject in the same round. */
  readonly ratio: Spread
  readonly p50Ms: number
  readonly p99Ms: number
  readonly cpuMicrosPerRequest: number | undefined
}

/** The middle of some numbers: the mean of the two middle ones when their count is even. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) / 2
  return ((sorted[Math.floor(at)] ?? Number.NaN) + (sorted[Math.ceil(at)] ?? Number.NaN)) / 2
}

export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  min: Math.min(...values),
  max: Math.max(...values),
})

/** How much faster `subject` was than `other`, round by round. */
export const ratioOf = (samples: readonly Sample[], workload: WorkloadName, subject: string, other: string): Spread => {
  const of = (name: string) => samples.filter((sample) => sample.workload === workload && sample.subject === name)
  const others = new Map(of(other).map(({ round, requestsPerSecond }) => [round, requestsPerSecond]))
  return spread(of(subject).map(({ round, requestsPerSecond }) => requestsPerSecond / (others.get(round) ?? Number.NaN)))
}

/** One row per workload and subject, in the order of the first round. Ratios are to the first subject. */
export const summarize = (samples: readonly Sample[]): readonly Row[] => {
  const [first] = samples
  if (first === undefined) return []
  const firstRound = samples.filter(({ round }) => round === first.round)
  return firstRound.map(({ workload, subject }) => {
    const own = samples.filter((sample) => sample.workload === workload && sample.subject === subject)
    const cpu = own.map(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest).filter((micros) => micros !== undefined)
    return {
      workload,
      subject,
      requestsPerSecond: median(own.map(({ requestsPerSecond }) => requestsPerSecond)),
      ratio: ratioOf(samples, workload, subject, first.subject),
      p50Ms: median(own.map(({ p50Ms }) => p50Ms)),
      p99Ms: median(own.map(({ p99Ms }) => p99Ms)),
      cpuMicrosPerRequest: cpu.length === own.length ? median(cpu) : undefined,
    }
  })
}
