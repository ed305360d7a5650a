import type { Snapshot } from '../host/summed-metrics.ts'

/** What a worker has to do, as the process that keeps it needs to know for draining. */
export interface WorkerLoad {
  readonly inFlight: number
  readonly connections: number
  /** True once it takes no new connections. */
  readonly closed: boolean
}

/** From a worker to the process that keeps it. */
export type WorkerNews =
  /** It serves calls. */
  | { readonly kind: 'serving' }
  /** It has the connection that it was handed. */
  | { readonly kind: 'took' }
  /** It can't start, and why. */
  | { readonly kind: 'failed'; readonly text: string }
  | ({ readonly kind: 'load' } & WorkerLoad)
  | { readonly kind: 'metrics'; readonly snapshot: Snapshot }
  /** It needs slots, or gives some back: see `host/shared-slots.ts`. */
  | { readonly kind: 'ask'; readonly count: number }
  | { readonly kind: 'giveBack'; readonly count: number }
  /** It is about to end, as it was told. */
  | { readonly kind: 'ending' }

/** From the process that keeps workers to one of them. */
export type WorkerOrder =
  /** Comes with a connection. */
  | { readonly kind: 'connection' }
  /** All serve: the function is ready. */
  | { readonly kind: 'ready' }
  /** The steps of draining, in this order: see `host/drain.ts`. */
  | { readonly kind: 'drain' | 'close' | 'closeIdle' | 'end' }
  | { readonly kind: 'sever'; readonly reason: string }
  /** Asks for its load and for its metrics. */
  | { readonly kind: 'report' | 'scrape' }
  | { readonly kind: 'granted' | 'recall'; readonly count: number }
