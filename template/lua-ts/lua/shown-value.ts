import { utf8Text } from './byte-strings.ts'
import { Resumed } from './engine.ts'
import type { Lua, Thread } from './engine.ts'

/**
 * What Lua's `tostring` gives for a value of a thread that has ended or failed. A `__tostring` that fails, or that
 * wants to wait, is named instead: nothing runs there any more that could catch its error.
 */
export const shownValue = (lua: Lua, t: Thread, index: number): string => {
  const of = lua.newThread()
  try {
    lua.pushFunction(of, (thread) => {
      lua.pushBytes(thread, lua.display(thread, 1))
      return 1
    })
    lua.reserve(t, 1)
    lua.pushValue(t, index)
    lua.move(t, of, 1)
    if (lua.resume(of, lua.main, 1) !== Resumed.done) return `a ${lua.typeName(t, index)} whose __tostring failed`
    return utf8Text(lua.toBytes(of, -1)!)
  } finally {
    lua.freeThread(of)
  }
}
