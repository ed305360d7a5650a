import type { Call } from '../host/call.ts'
import type { HostFunction, LuaError, Thread } from './engine.ts'

/** How a run ended: it returned, it failed with the error value on top of its thread, or its time was up. */
export type Outcome = 'done' | 'failed' | 'deadline'

/** One piece of Lua on its own thread: a request, or the loading of the handler. */
export interface Run {
  readonly thread: Thread
  /** The call that it answers; undefined while the handler is loaded. */
  readonly call: Call | undefined
  /** When it must have ended, in milliseconds of `performance.now()`. */
  readonly deadlineMs: number
  /** The setting that the deadline comes from. */
  readonly limit: string
  /** Arguments on the thread for its first resume. */
  args: number
  /** How many callers up the stack can't yield, so that nothing in this run may wait. */
  pinned: number
  /** Why it may not go on: raised in it at every chance. */
  killed: LuaError | undefined
  /** True while a host call is under way. */
  waiting: boolean
  /** Gives up the host call that is under way. */
  cancel: (() => void) | undefined
  /** What the host call leaves on the stack, or throws, when the run goes on. */
  result: HostFunction | undefined
  /** Takes the place of what the host call that is under way leaves. */
  heard: ((results: HostFunction) => HostFunction) | undefined
  timer: NodeJS.Timeout | undefined
  outcome: Outcome | undefined
  /** Told of the outcome when it did not come at once. */
  ended: ((outcome: Outcome) => void) | undefined
  /** What it has taken and not given back; each is called when the run ends, however it ends. */
  held: Set<() => void> | undefined
}

export interface RunOptions {
  readonly deadlineMs: number
  readonly call?: Call
  readonly limit?: string | undefined
}

/** A run of the function and `args` arguments that lie on `thread`. */
export const newRun = (thread: Thread, args: number, { deadlineMs, call, limit = 'exec_timeout' }: RunOptions): Run => ({
  thread,
  call,
  deadlineMs,
  limit,
  args,
  pinned: 0,
  killed: undefined,
  waiting: false,
  cancel: undefined,
  result: undefined,
  heard: undefined,
  timer: undefined,
  outcome: undefined,
  ended: undefined,
  held: undefined,
})

/** Has `release` called when the run ends; returns what forgets it, for what was given back before. */
export const hold = (run: Run, release: () => void): (() => void) => {
  const held = (run.held ??= new Set())
  held.add(release)
  return () => void held.delete(release)
}
