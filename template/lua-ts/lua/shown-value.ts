import { utf8Text } from './byte-strings.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import type { Scheduler } from './scheduler.ts'

// One function per state: an engine may keep each that it is given.
const displays = new WeakMap<Lua, HostFunction>()

const displayOf = (lua: Lua): HostFunction => {
  const known = displays.get(lua)
  if (known) return known
  const display: HostFunction = (t) => {
    lua.pushBytes(t, lua.display(t, 1))
    return 1
  }
  displays.set(lua, display)
  return display
}

/** A `__tostring` of the function is Lua code like any other: it may never come back. */
const maxShowMs = 100

/**
 * What Lua's `tostring` gives for a value of a thread that has ended or failed. A `__tostring` that fails, that wants
 * to wait, or that takes longer than 100 ms, is named instead: nothing runs there any more that could catch its error.
 */
export const shownValue = (lua: Lua, scheduler: Scheduler, t: Thread, index: number): string => {
  const of = lua.newThread()
  try {
    lua.pushFunction(of, displayOf(lua))
    lua.reserve(t, 1)
    lua.pushValue(t, index)
    lua.move(t, of, 1)
    const outcome = scheduler.finish(of, 1, { deadlineMs: performance.now() + maxShowMs })
    if (outcome !== 'done') return `a ${lua.typeName(t, index)} whose __tostring failed`
    return utf8Text(lua.toBytes(of, -1)!)
  } finally {
    lua.freeThread(of)
  }
}
