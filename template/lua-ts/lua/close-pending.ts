import type { Call } from '../host/call.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import type { Scheduler } from './scheduler.ts'

// One function per state: an engine may keep each that it is given.
const closers = new WeakMap<Lua, HostFunction>()

const closerOf = (lua: Lua): HostFunction => {
  const known = closers.get(lua)
  if (known) return known
  const closer: HostFunction = (t) => {
    lua.closePending!(lua.toThread(t, 1)!)
    return 0
  }
  closers.set(lua, closer)
  return closer
}

/** The deadline of the call may be over already, and is what they are closed for. */
const maxCloseMs = 100

/**
 * Closes what a failed thread has yet to close (`local lock <close> = …`), as a caller's `pcall` would: nobody else
 * does. Nothing may wait there, and all of it has 100 ms. What the thread failed with must have been read before.
 */
export const closePending = (lua: Lua, scheduler: Scheduler, t: Thread, call?: Call): void => {
  if (!lua.closePending) return
  const closing = lua.newThread()
  try {
    lua.pushFunction(closing, closerOf(lua))
    lua.pushThread(closing, t)
    scheduler.finish(closing, 1, { deadlineMs: performance.now() + maxCloseMs, ...(call && { call }) })
  } finally {
    lua.freeThread(closing)
  }
}
