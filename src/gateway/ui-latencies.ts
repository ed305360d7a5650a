// Eight buckets for each doubling: neighbours differ by 9 %. They end at about 200 s.
const perDoubling = 8
const leastMs = 0.05
const buckets = 176

/** Counts durations, so that percentiles can be told to about 5 %. */
export interface Latencies {
  add(ms: number): void
  /** Adds what another one has counted. */
  merge(other: Latencies): void
  /** The duration that this part of all (0 to 1) does not exceed, in ms; null when nothing was counted. */
  percentile(part: number): number | null
  readonly counts: Uint32Array
}

const indexOf = (ms: number): number => Math.min(Math.max(Math.ceil(Math.log2(ms / leastMs) * perDoubling), 0), buckets - 1)
const middleMs = (index: number): number => leastMs * 2 ** ((index - 0.5) / perDoubling)

/** Counts from zero. */
export const latencies = (): Latencies => {
  const counts = new Uint32Array(buckets)
  let total = 0
  const add = (ms: number): void => {
    const index = indexOf(ms)
    counts[index] = (counts[index] ?? 0) + 1
    total++
  }
  const merge = ({ counts: others }: Latencies): void => {
    others.forEach((count, index) => {
      counts[index] = (counts[index] ?? 0) + count
      total += count
    })
  }
  const percentile = (part: number): number | null => {
    if (total === 0) return null
    let left = Math.max(Math.ceil(total * part), 1)
    const found = counts.findIndex(count => (left -= count) <= 0)
    return middleMs(found === -1 ? buckets - 1 : found)
  }
  return { add, merge, percentile, counts }
}
