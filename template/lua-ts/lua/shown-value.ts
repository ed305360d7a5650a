import { utf8Text } from './byte-strings.ts'
import { Resumed } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'

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

/**
 * What Lua's `tostring` gives for a value of a thread that has ended or failed. A `__tostring` that fails, or that
 * wants to wait, is named instead: nothing runs there any more that could catch its error.
 */
export const shownValue = (lua: Lua, t: Thread, index: number): string => {
  const of = lua.newThread()
  try {
    lua.pushFunction(of, displayOf(lua))
    lua.reserve(t, 1)
    lua.pushValue(t, index)
    lua.move(t, of, 1)
    if (lua.resume(of, lua.main, 1) !== Resumed.done) return `a ${lua.typeName(t, index)} whose __tostring failed`
    return utf8Text(lua.toBytes(of, -1)!)
  } finally {
    lua.freeThread(of)
  }
}
