import type { Registry } from 'prom-client'

/** The numbers that the host keeps; every name and label is in `docs/metrics.md`. */
export interface Metrics {
  readonly registry: Registry
  /** A call came in. */
  started(): void
  /** A call ended. `code` 0 means that no status was sent. */
  finished(method: string, code: number, seconds: number): void
  /** Seconds that a handler took, from its start to its return. */
  handled(seconds: number): void
  /** A handler's time slice ended and it was put behind the others. */
  sliced(): void
  /** A call was stopped because its deadline had passed. */
  deadline(): void
  /** A call failed; `kind` is the name of the error's class. */
  failed(kind: string): void
  /** Calls running now. */
  readonly inFlight: number
}
