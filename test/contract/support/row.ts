import type { Settings, Target } from './target.ts'
import { send } from './wire.ts'
import type { Received, Waiting } from './wire.ts'

/** What of-watchdog does where the function host differs from it. */
export interface Difference {
  /** Why it differs, in a few words. */
  readonly differs: string
  /** Number of the fault of of-watchdog 0.11.6 that is shown here. */
  readonly fault?: number
  /** What of-watchdog is seen to do, as a pattern of its own. */
  readonly expect: unknown
}

/** One point of the watchdog contract, checked from outside with raw bytes. */
export interface Row {
  readonly name: string
  readonly settings?: Settings
  /**
   * `shared`: a running process, used by all rows with these settings. `own`: one for this row, which may spoil it.
   * `starting`: one for this row that may not be ready yet, or may end by itself.
   */
  readonly process?: 'shared' | 'own' | 'starting'
  /** True when it spends its time waiting and counts nothing, so that it may run beside others on a shared process. */
  readonly waits?: boolean
  /** Sets the scene before the process starts; returns further settings and what undoes it. */
  readonly prepare?: (ports: 'fixed' | 'free') => Promise<{ settings: Settings; undo: () => Promise<void> }>
  /** Does something with the process and returns what was seen. */
  readonly steps: (target: Target) => Promise<unknown>
  /** What must be seen; see `mismatches`. */
  readonly expect: unknown
  readonly watchdog: 'same' | Difference
}

/** Steps of one request on a connection of its own; its answer is what is seen. */
export const sends = (bytes: string | Uint8Array, waiting: Waiting = {}) =>
  async (target: Target): Promise<Received> => await send(target.port, bytes, waiting)

/** Number of a fault, why, and what of-watchdog does. */
export const fault = (number: number, differs: string, expect: unknown): Difference => ({ differs, fault: number, expect })

/** Date and time before each line, as Go's log package has it. */
export const stamp = String.raw`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d`

/** A whole line of the log that carries the date. */
export const dated = (pattern: string): RegExp => new RegExp(`^${stamp} ${pattern}$`)
