/** What a load generator measured. */
export interface Pressure {
  readonly requestsPerSecond: number
  readonly requests: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Connections that failed and answers that were not 2xx or 3xx. */
  readonly failures: number
}
