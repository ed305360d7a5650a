import type { LuaApi, State } from 'fengari'
import { numberText } from './number-text.ts'

/** The parts of the package fengari that its engine uses. */
export interface FengariModules {
  readonly api: LuaApi
  readonly auxiliary: typeof import('fengari').lauxlib
  readonly openLibraries: (L: State) => void
  /** Pushes bytes as a Lua string without a copy; fengari's own functions copy each string byte by byte. */
  readonly pushString: (L: State, string: unknown) => void
  /** Makes a string value of bytes. Pushed again, it keeps the hash that a table look-up computed. */
  readonly blessed: (L: State, bytes: Uint8Array) => unknown
}

/**
 * Loads fengari, once. How it writes numbers is mended before its other files read the function:
 * on its own it prints 1e15 as `1000000000000000.0` and infinity as `Infinity`.
 */
export const fengariModules = async (): Promise<FengariModules> => {
  // These two require each other, and only in this order does each find the other's constants.
  await import('fengari/src/defs.js')
  const { default: luaconf } = await import('fengari/src/luaconf.js')
  luaconf.lua_number2str = numberText
  const { default: fengari } = await import('fengari')
  const { default: lobject } = await import('fengari/src/lobject.js')
  const { default: lstring } = await import('fengari/src/lstring.js')
  return {
    api: fengari.lua,
    auxiliary: fengari.lauxlib,
    openLibraries: fengari.lualib.luaL_openlibs,
    pushString: lobject.pushsvalue2s,
    blessed: lstring.luaS_bless,
  }
}
