import { bucketOf, soundSeconds } from './call-counts.ts'

/** Counts what happens in Lua. */
export interface LuaCounter {
  /** Seconds that a handler took, from its start to its return. */
  handled(seconds: number): void
  /** A handler's time slice ended and it was put behind the others. */
  sliced(): void
  /** A call was stopped because its deadline had passed. */
  deadline(): void
  /** A call failed; `kind` is the name of the error's class. */
  failed(kind: string): void
  /** The handler was loaded, on an engine of this name and version of Lua. */
  loaded(seconds: number, engine: string, version: string): void
}

/** What was counted; it goes on changing. */
export interface LuaNumbers {
  /** Of all calls of handlers; `buckets` are not cumulated and end with the one above all bounds. */
  readonly handlers: { readonly bounds: readonly number[]; readonly count: number; readonly sum: number; readonly buckets: readonly number[] }
  readonly slices: number
  readonly deadlines: number
  /** Failed calls by the name of the error's class. */
  readonly errors: ReadonlyMap<string, number>
  /** Undefined until the handler is loaded. */
  readonly load: { readonly seconds: number; readonly engine: string; readonly version: string } | undefined
}

// A warm handler answers within fractions of a millisecond, which the watchdog's buckets would not tell apart.
const handlerBounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counters in plain numbers. */
export const luaCounts = (): { readonly counter: LuaCounter; readonly numbers: LuaNumbers } => {
  const handlers = { bounds: handlerBounds, count: 0, sum: 0, buckets: Array.from({ length: handlerBounds.length + 1 }, () => 0) }
  const errors = new Map<string, number>()
  const numbers = { handlers, slices: 0, deadlines: 0, errors, load: undefined as LuaNumbers['load'] }
  const counter: LuaCounter = {
    handled: (seconds) => {
      const sound = soundSeconds(seconds)
      const bucket = bucketOf(handlerBounds, sound)
      handlers.count += 1
      handlers.sum += sound
      handlers.buckets[bucket] = (handlers.buckets[bucket] ?? 0) + 1
    },
    sliced: () => {
      numbers.slices += 1
    },
    deadline: () => {
      numbers.deadlines += 1
    },
    failed: (kind) => {
      errors.set(kind, (errors.get(kind) ?? 0) + 1)
    },
    loaded: (seconds, engine, version) => {
      numbers.load = { seconds, engine, version }
    },
  }
  return { counter, numbers }
}
