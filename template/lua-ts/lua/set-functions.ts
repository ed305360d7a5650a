import type { HostFunction, Lua } from './engine.ts'

/** Puts host functions into the table on top of the main thread's stack. */
export const setFunctions = (lua: Lua, functions: Readonly<Record<string, HostFunction>>): void => {
  for (const [name, fn] of Object.entries(functions)) {
    lua.pushFunction(lua.main, fn)
    lua.setField(lua.main, -2, name)
  }
}
