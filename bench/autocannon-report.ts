import type { Pressure } from './pressure.ts'

interface Report {
  readonly duration: number
  readonly requests: { readonly total: number }
  readonly latency: { readonly p50: number; readonly p99: number }
  readonly errors: number
  readonly non2xx: number
}

/** Reads what `autocannon --json` prints. @throws SyntaxError when that is not JSON */
export const readAutocannonReport = (report: string): Pressure => {
  const { duration, requests, latency, errors, non2xx } = JSON.parse(report) as Report
  return {
    requestsPerSecond: requests.total / duration,
    requests: requests.total,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    failures: errors + non2xx,
  }
}
