import type { HostFunction, Lua } from './engine.ts'
import { stringFormat } from './string-format.ts'

/** Replaces the functions of fengari's library that are not as Lua 5.3 has them. Call it once, on a new state. */
export const mendLibrary = (lua: Lua): void => {
  replace(lua, 'string', { format: stringFormat(lua, 32) })
}

const replace = (lua: Lua, library: string, functions: Readonly<Record<string, HostFunction>>): void => {
  const { main } = lua
  lua.pushGlobals(main)
  lua.getField(main, -1, library)
  for (const [name, fn] of Object.entries(functions)) {
    lua.pushFunction(main, fn)
    lua.setField(main, -2, name)
  }
  lua.pop(main, 2)
}
