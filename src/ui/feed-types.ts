/** A line of a function's source, as the page shows it. */
export interface SourceLine {
  readonly line: number
  readonly text: string
}

/** A place that an error or a traceback names, with the lines around it. */
export interface SourcePlace {
  /** As the error names it, such as `handler.lua`. */
  readonly file: string
  readonly line: number
  readonly lines: readonly SourceLine[]
}

/**
 * `ready`: takes requests. `stale`: so does the one before, as the newest did not load. `starting`, `failed`: takes
 * none, for now or until its files change. `stopped`: scaled to none.
 */
export type FunctionCondition = 'ready' | 'stale' | 'starting' | 'failed' | 'stopped'

/** Why a function did not load. */
export interface LoadError {
  readonly text: string
  readonly places: readonly SourcePlace[]
}

/** One function as it is now. */
export interface FunctionState {
  readonly name: string
  readonly condition: FunctionCondition
  readonly engine: string
  readonly schedules: readonly string[]
  readonly replicas: number
  readonly available: number
  /** Calls that have ended, and those of them that failed. */
  readonly calls: number
  readonly failed: number
  readonly loadError?: LoadError
}

/** What was measured in one period; null where nothing could be. */
export interface Figures {
  /** Per second. */
  readonly requests: number
  readonly failures: number
  /** Latency percentiles of the calls that ended. */
  readonly p50Ms: number | null
  readonly p95Ms: number | null
  readonly p99Ms: number | null
  readonly inFlight: number
  readonly luaBytes: number | null
  /** Longest delay of the event loop of its hosts. */
  readonly lagMs: number | null
}

/** The figures of every function at one time; those of all together are under the empty name. */
export interface Sample {
  /** Unix time in ms. */
  readonly timeMs: number
  readonly figures: Readonly<Record<string, Figures>>
}

export interface Tick {
  readonly functions: readonly FunctionState[]
  readonly sample: Sample
}

/** One printed line; the gateway's own have an empty name. */
export interface ShownLine {
  readonly name: string
  /** Unix time in ms. */
  readonly timeMs: number
  readonly text: string
}

export interface LogBatch {
  readonly lines: readonly ShownLine[]
  /** Lines left out because they came faster than anyone reads. */
  readonly skipped: number
}

/** Names and values as they were sent. */
export type HeaderList = readonly (readonly [name: string, value: string])[]

/** A call that was answered 500 or more, or whose answer broke off. */
export interface FailedCall {
  readonly id: number
  readonly callId: string
  readonly name: string
  readonly method: string
  /** Path and query as the function saw them. */
  readonly target: string
  readonly headers: HeaderList
  readonly bodyBytes: number
  readonly status: number
  /** Whether the answer broke off after its head. */
  readonly cut: boolean
  /** Unix time in ms. */
  readonly timeMs: number
  readonly tookMs: number
  /** Why it can't be replayed; absent when it can. */
  readonly obstacle?: string
  /** What was logged with its call id. */
  readonly log: readonly string[]
  readonly places: readonly SourcePlace[]
}

/** What the page asks the gateway to call. */
export interface CallOrder {
  readonly name: string
  readonly method: string
  readonly target: string
  readonly headers: HeaderList
  /** Base64. */
  readonly body: string
}

/** First line of the answer to a call; the answer's own bytes follow. */
export type CallHead =
  | { readonly status: number; readonly reason: string; readonly headers: HeaderList }
  | { readonly error: string }

/** The events of the feed and what they carry. */
export interface FeedEvents {
  /** The samples kept, oldest first; the first event of every connection. */
  readonly history: readonly Sample[]
  readonly tick: Tick
  readonly log: LogBatch
  /** Failed calls that are new, oldest first. */
  readonly failed: readonly FailedCall[]
}
