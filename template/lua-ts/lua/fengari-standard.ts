import type { Open, State } from 'fengari'
import type fengari from 'fengari'
import { utf8Bytes } from './byte-strings.ts'

/**
 * Opens Lua's own library in a new state, with an empty `io`, which the host fills: to open fengari's is to set up this
 * process's standard input, and that takes longer than all the rest.
 */
export const openStandard = ({ lua, lauxlib, lualib }: typeof fengari, L: State): void => {
  const libraries: readonly (readonly [name: string, open: Open])[] = [
    ['_G', lualib.luaopen_base],
    ['package', lualib.luaopen_package],
    ['coroutine', lualib.luaopen_coroutine],
    ['table', lualib.luaopen_table],
    ['string', lualib.luaopen_string],
    ['math', lualib.luaopen_math],
    ['utf8', lualib.luaopen_utf8],
    ['os', lualib.luaopen_os],
    ['debug', lualib.luaopen_debug],
    ['io', emptyTable(lua)],
  ]
  for (const [name, open] of libraries) {
    lauxlib.luaL_requiref(L, utf8Bytes(name), open, 1)
    lua.lua_settop(L, -2)
  }
}

const emptyTable = (lua: typeof fengari.lua): Open => (L) => {
  lua.lua_createtable(L, 0, 0)
  return 1
}
