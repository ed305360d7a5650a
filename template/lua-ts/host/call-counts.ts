/** Calls with one status and one method: how many, how long in all, and how many in each bucket (not cumulated). */
export interface CallSeries {
  readonly code: string
  readonly method: string
  count: number
  sumSeconds: number
  readonly buckets: number[]
}

/** Calls counted by status and method. */
export interface CallCounts {
  /** Counts one call; a status outside 100 to 599 and an unusual method count as `unknown`. */
  add(method: string, code: number, seconds: number): void
  /** What was counted, in the order of codes and methods. */
  series(): readonly CallSeries[]
}

/** What was counted of the calls. */
export interface CallNumbers {
  readonly bounds: readonly number[]
  series(): readonly CallSeries[]
  readonly inFlight: number
}

// The methods that Prometheus' promhttp names; of-watchdog's labels come from there. Sorted, as its output is.
const methods = ['connect', 'delete', 'get', 'head', 'notify', 'options', 'patch', 'post', 'put', 'trace', 'unknown'] as const
const unknownMethod = methods.length - 1
const unknownCode = 600

/** promhttp takes a method in capitals or in small letters, but not mixed. */
const methodIndices = (): ReadonlyMap<string, number> =>
  new Map(methods.slice(0, unknownMethod).flatMap((name, index) => [[name, index] as const, [name.toUpperCase(), index] as const]))

/** Position of the first of `bounds` that `seconds` doesn't exceed, or their number. */
export const bucketOf = (bounds: readonly number[], seconds: number): number => {
  let index = 0
  while (index < bounds.length && seconds > (bounds[index] ?? Infinity)) index += 1
  return index
}

/** Seconds as a histogram may take them: a clock that went back or a missing time must not spoil the sum. */
export const soundSeconds = (seconds: number): number => (seconds > 0 && seconds < Infinity ? seconds : 0)

/** Counters in plain numbers, since hashing labels for each call costs more than the rest of the bookkeeping. */
export const callCounts = (bounds: readonly number[]): CallCounts => {
  const indices = methodIndices()
  const known: (CallSeries | undefined)[] = Array.from({ length: (unknownCode + 1) * methods.length }, () => undefined)
  const fresh = (codeIndex: number, methodIndex: number): CallSeries => ({
    code: codeIndex === unknownCode ? 'unknown' : String(codeIndex),
    method: methods[methodIndex] ?? 'unknown',
    count: 0,
    sumSeconds: 0,
    buckets: Array.from({ length: bounds.length + 1 }, () => 0),
  })
  return {
    add: (method, code, seconds) => {
      const methodIndex = indices.get(method) ?? unknownMethod
      const codeIndex = code >= 100 && code <= 599 ? code | 0 : unknownCode
      const series = (known[codeIndex * methods.length + methodIndex] ??= fresh(codeIndex, methodIndex))
      const sound = soundSeconds(seconds)
      const bucket = bucketOf(bounds, sound)
      series.count += 1
      series.sumSeconds += sound
      series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1
    },
    series: () => known.filter((series) => series !== undefined),
  }
}
