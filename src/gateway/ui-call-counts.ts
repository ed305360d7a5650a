import { latencies } from './ui-latencies.ts'
import type { Latencies } from './ui-latencies.ts'

/** What was counted since the last time somebody asked. */
export interface CountedPeriod {
  readonly requests: number
  readonly failures: number
  readonly latencies: Latencies
}

/** The calls of one function. */
export interface CallCounts {
  /** In all. */
  calls: number
  failed: number
  /** Under way. */
  inFlight: number
  /** Counts a call that has ended. */
  ended(tookMs: number, failed: boolean): void
  /** What came since the last `take()`. */
  take(): CountedPeriod
}

/** Counts from zero. */
export const callCounts = (): CallCounts => {
  let requests = 0
  let failures = 0
  let took = latencies()
  const counts: CallCounts = {
    calls: 0,
    failed: 0,
    inFlight: 0,
    ended: (tookMs, failed) => {
      counts.calls++
      counts.inFlight--
      requests++
      took.add(tookMs)
      if (!failed) return
      counts.failed++
      failures++
    },
    take: () => {
      const period = { requests, failures, latencies: took }
      requests = 0
      failures = 0
      took = latencies()
      return period
    },
  }
  return counts
}
