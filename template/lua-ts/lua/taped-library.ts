import type { HostFunction, Lua } from './engine.ts'
import { setFunctions } from './set-functions.ts'
import type { Tapes } from './tapes.ts'

/** Lets Lua's own dice pass the tape of the call that throws them. */
export const tapeDice = (lua: Lua, tapes: Tapes): void => {
  const { main } = lua
  lua.pushGlobals(main)
  lua.getField(main, -1, 'math')
  const own = (name: string): HostFunction => {
    lua.getField(main, -1, name)
    const fn = lua.ref(main)
    return (t) => {
      const args = lua.top(t)
      lua.reserve(t, args + 1)
      lua.pushRef(t, fn)
      for (let i = 1; i <= args; i++) lua.pushValue(t, i)
      lua.call(t, args, -1)
      return lua.top(t) - args
    }
  }
  setFunctions(lua, tapes.taped('math', { random: own('random'), randomseed: own('randomseed') }, 'native'))
  lua.pop(main, 2)
}
