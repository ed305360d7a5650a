import type { HostFunction, Lua } from '../lua/engine.ts'
import { setFunctions } from '../lua/set-functions.ts'
import type { TestingHost } from './module-host.ts'

/** The loader of a module that consists of host functions. */
export const functionModule = (lua: Lua, functions: Readonly<Record<string, HostFunction>>): HostFunction => {
  let module: number | undefined
  return (t) => {
    if (module === undefined) {
      lua.pushTable(lua.main)
      setFunctions(lua, functions)
      module = lua.ref(lua.main)
    }
    lua.pushRef(t, module)
    return 1
  }
}

/**
 * The loader of a module that is written in Lua: `source` is run when it is first required, with a table of
 * `functions` that the host lends it, and returns the module. `testing` may give it others in their place.
 */
export const luaFace = (
  lua: Lua,
  name: string,
  source: Uint8Array,
  functions: Readonly<Record<string, HostFunction>> = {},
  testing?: TestingHost,
): HostFunction => {
  let module: number | undefined
  return (t) => {
    if (module === undefined) {
      lua.load(t, source, `=[${name}]`)
      lua.pushTable(lua.main)
      setFunctions(lua, functions)
      lua.move(lua.main, t, 1)
      testing?.lend(t, name)
      lua.call(t, 1, 1)
      module = lua.ref(t)
    }
    lua.pushRef(t, module)
    return 1
  }
}

/** Makes a metatable whose `__index` has these methods, the same for all tables that get it. Returns a reference. */
export const methodsMetatable = (lua: Lua, methods: Readonly<Record<string, HostFunction>>): number => {
  lua.pushTable(lua.main)
  lua.pushTable(lua.main)
  setFunctions(lua, methods)
  lua.setField(lua.main, -2, '__index')
  lua.pushBoolean(lua.main, false)
  lua.setField(lua.main, -2, '__metatable')
  return lua.ref(lua.main)
}
