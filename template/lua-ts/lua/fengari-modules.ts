import type { LuaApi, State } from 'fengari'
import type { ValueTypes } from 'fengari/src/defs.js'
import type { FengariTable, TableValue } from 'fengari/src/ltable.js'
import { latin1Text, utf8Bytes } from './byte-strings.ts'
import type { Thread } from './engine.ts'
import { openStandard } from './fengari-standard.ts'
import { orderLists, slimTables } from './fengari-tables.ts'
import { numberText } from './number-text.ts'

// A thread is fengari's own state object; these two say so to the compiler, at no cost.
export const state = (t: Thread): State => t as unknown as State
export const thread = (L: State): Thread => L as unknown as Thread

/** The parts of the package fengari that its engine uses. */
export interface FengariModules {
  readonly api: LuaApi
  readonly auxiliary: typeof import('fengari').lauxlib
  readonly openLibraries: (L: State) => void
  /** Pushes bytes as a Lua string without a copy; fengari's own functions copy each string byte by byte. */
  readonly pushString: (L: State, string: unknown) => void
  /** Makes a string value of bytes. Pushed again, it keeps the hash that a table look-up computed. */
  readonly blessed: (L: State, bytes: Uint8Array) => unknown
  /** Makes it an error to build a longer string, by whatever means. For all states of the process. */
  readonly limitStrings: (bytes: number) => void
  /** What tables are made of. */
  readonly tables: {
    readonly newTable: (L: State) => FengariTable
    readonly Value: new (type: number, value: unknown) => TableValue
    readonly types: ValueTypes
    /** Under what a table keeps a string value. */
    readonly hash: (string: unknown) => string
  }
}

/**
 * Loads fengari, once, with some of its functions mended before its other files take them:
 * how it writes numbers (on its own 1e15 is `1000000000000000.0` and infinity `Infinity`), and how it makes the key
 * under which a table keeps a string, which also orders strings. Its own keys are hex digits without padding, so that
 * "\x01\x23" and "\x12\x03" are one key, and "\x0f" comes after "\x10".
 */
export const fengariModules = (): Promise<FengariModules> => (loaded ??= mendedModules())

let loaded: Promise<FengariModules> | undefined

const mendedModules = async (): Promise<FengariModules> => {
  // These two require each other, and only in this order does each find the other's constants.
  const { default: { constant_types: types } } = await import('fengari/src/defs.js')
  const { default: luaconf } = await import('fengari/src/luaconf.js')
  luaconf.lua_number2str = numberText
  const { default: lstring } = await import('fengari/src/lstring.js')
  let longestBytes = Infinity
  const bless = lstring.luaS_bless
  lstring.luaS_bless = (L, bytes) => {
    return bytes.length > longestBytes ? raise(L, noMemory) : bless(L, bytes)
  }
  lstring.luaS_hash = hashOf
  lstring.luaS_hashlongstr = (string) => (string.hash ??= hashOf(string.getstr()))
  const { default: fengari } = await import('fengari')
  const { luaG_runerror: raise } = (await import('fengari/src/ldebug.js')).default
  const { default: lobject } = await import('fengari/src/lobject.js')
  await orderLists()
  await slimTables()
  const { default: ltable } = await import('fengari/src/ltable.js')
  return {
    api: fengari.lua,
    auxiliary: fengari.lauxlib,
    openLibraries: (L) => openStandard(fengari, L),
    pushString: lobject.pushsvalue2s,
    blessed: lstring.luaS_bless,
    limitStrings: (bytes) => {
      longestBytes = bytes
    },
    tables: {
      newTable: ltable.luaH_new,
      Value: lobject.TValue,
      types,
      hash: lstring.luaS_hashlongstr as (string: unknown) => string,
    },
  }
}

const noMemory = utf8Bytes('not enough memory')

// The bar keeps strings apart from the light userdata that share their map.
const hashOf = (bytes: Uint8Array): string => `|${latin1Text(bytes)}`
