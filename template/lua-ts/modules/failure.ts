import type { Lua, Thread } from '../lua/engine.ts'

/** Pushes Lua's usual answer of a function that could not do it: nil and why. */
export const pushFailure = (lua: Lua, t: Thread, message: string): number => {
  lua.pushNil(t)
  lua.pushText(t, message)
  return 2
}
