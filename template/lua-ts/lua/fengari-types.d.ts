// fengari ships no types: these are the functions of its C API that the host calls.

declare module 'fengari' {
  export interface State {
    readonly __state: never
    readonly l_G: { readonly mainthread: State; id_counter: number }
    readonly stack: import('fengari/src/ltable.js').TableValue[]
    readonly top: number
    ci: { callstatus: number }
  }
  export interface Debug {
    readonly currentline: number
    readonly short_src: Uint8Array
  }
  type Fn = (L: State) => number
  export type Open = Fn
  export interface LuaApi {
    readonly LUA_MASKCOUNT: number
    readonly LUA_REGISTRYINDEX: number
    readonly LUA_RIDX_GLOBALS: number
    readonly LUA_YIELD: number
    readonly lua_Debug: new () => Debug
    lua_absindex(L: State, index: number): number
    lua_atnativeerror(L: State, fn: Fn): unknown
    lua_call(L: State, args: number, results: number): void
    lua_checkstack(L: State, count: number): boolean
    lua_concat(L: State, count: number): void
    lua_createtable(L: State, array: number, record: number): void
    lua_error(L: State): never
    lua_getglobal(L: State, name: Uint8Array): number
    lua_getinfo(L: State, what: Uint8Array, debug: Debug): number
    lua_getmetatable(L: State, index: number): boolean
    lua_getstack(L: State, level: number, debug: Debug): number
    lua_gettable(L: State, index: number): number
    lua_gettop(L: State): number
    lua_insert(L: State, index: number): void
    lua_isinteger(L: State, index: number): boolean
    lua_isyieldable(L: State): boolean
    lua_newthread(L: State): State
    lua_next(L: State, index: number): number
    lua_pushboolean(L: State, value: boolean): void
    lua_pushcclosure(L: State, fn: Fn, upvalues: number): void
    lua_pushinteger(L: State, value: number): void
    lua_pushlightuserdata(L: State, value: unknown): void
    lua_pushnil(L: State): void
    lua_pushnumber(L: State, value: number): void
    lua_pushthread(L: State): boolean
    lua_pushvalue(L: State, index: number): void
    lua_rawequal(L: State, a: number, b: number): number
    lua_rawget(L: State, index: number): number
    lua_rawgeti(L: State, index: number, n: number): number
    lua_rawlen(L: State, index: number): number
    lua_rawset(L: State, index: number): void
    lua_rawseti(L: State, index: number, n: number): void
    lua_remove(L: State, index: number): void
    lua_resume(L: State, from: State | null, args: number): number
    lua_sethook(L: State, hook: ((L: State) => void) | null, mask: number, count: number): void
    lua_setglobal(L: State, name: Uint8Array): void
    lua_setmetatable(L: State, index: number): void
    lua_settable(L: State, index: number): void
    lua_settop(L: State, index: number): void
    lua_status(L: State): number
    lua_toboolean(L: State, index: number): boolean
    lua_tonumber(L: State, index: number): number
    lua_topointer(L: State, index: number): unknown
    lua_tostring(L: State, index: number): Uint8Array | null
    lua_tothread(L: State, index: number): State | null
    lua_touserdata(L: State, index: number): unknown
    lua_type(L: State, index: number): number
    lua_upvalueindex(n: number): number
    lua_xmove(from: State, to: State, count: number): void
    lua_yield(L: State, count: number): number
    lua_yieldk(L: State, count: number, context: unknown, k: ((L: State, status: number, context: never) => number) | null): number
    lua_isnumber(L: State, index: number): boolean
    lua_tocfunction(L: State, index: number): Fn | null
  }
  export const lua: LuaApi
  export const lauxlib: {
    luaL_argerror(L: State, index: number, message: Uint8Array): never
    luaL_loadbufferx(L: State, source: Uint8Array, size: number | null, name: Uint8Array, mode: Uint8Array | null): number
    luaL_newstate(): State
    luaL_ref(L: State, index: number): number
    luaL_requiref(L: State, name: Uint8Array, open: Open, global: number): void
    luaL_tolstring(L: State, index: number): Uint8Array
    luaL_traceback(L: State, of: State, message: Uint8Array | null, level: number): void
    luaL_typename(L: State, index: number): Uint8Array
    luaL_unref(L: State, index: number, ref: number): void
    luaL_where(L: State, level: number): void
  }
  type Library = 'base' | 'package' | 'coroutine' | 'table' | 'string' | 'math' | 'utf8' | 'os' | 'debug'
  export const lualib: Readonly<Record<`luaopen_${Library}`, Open>>
  export const to_luastring: (text: string) => Uint8Array
  const fengari: {
    readonly lua: LuaApi
    readonly lauxlib: typeof lauxlib
    readonly lualib: typeof lualib
    readonly to_luastring: typeof to_luastring
  }
  export default fengari
}

declare module 'fengari/src/defs.js' {
  export interface ValueTypes {
    readonly LUA_TNIL: number
    readonly LUA_TBOOLEAN: number
    readonly LUA_TTABLE: number
    readonly LUA_TLNGSTR: number
    readonly LUA_TNUMFLT: number
    readonly LUA_TNUMINT: number
  }
  const defs: { readonly constant_types: ValueTypes }
  export default defs
}

declare module 'fengari/src/ltable.js' {
  export interface TableValue {
    readonly type: number
    readonly value: unknown
    ttisstring(): boolean
  }
  export interface TableEntry {
    key: TableValue
    value: TableValue
    /** The entries before and after it. */
    p: TableEntry | undefined | null
    n: TableEntry | undefined | null
  }
  export interface FengariTable {
    readonly id: number
    readonly strong: Map<unknown, TableEntry>
    /** Entries that were deleted, for loops that are at them; those with an object as key are in `dead_weak`. */
    dead_strong: Map<unknown, TableEntry>
    dead_weak: unknown
    metatable: unknown
    /** Bits of the metamethods that it is known to be without. */
    flags: number
    /** First and last entry. */
    f: TableEntry | undefined | null
    l: TableEntry | undefined | null
  }
  const ltable: {
    readonly Table: { readonly prototype: object }
    luaH_new: (L: import('fengari').State) => FengariTable
    luaH_setfrom: (L: import('fengari').State, table: FengariTable, key: TableValue, value: TableValue) => void
    luaH_setint: (table: FengariTable, key: number, value: TableValue) => void
  }
  export default ltable
}

declare module 'fengari/src/luaconf.js' {
  const luaconf: { lua_number2str: (n: number) => string }
  export default luaconf
}

declare module 'fengari/src/ldebug.js' {
  import type { State } from 'fengari'
  const ldebug: { luaG_runerror(L: State, message: Uint8Array): never }
  export default ldebug
}

declare module 'fengari/src/lobject.js' {
  import type { State } from 'fengari'
  import type { TableValue } from 'fengari/src/ltable.js'
  const lobject: {
    readonly TValue: new (type: number, value: unknown) => TableValue
    pushsvalue2s(L: State, string: unknown): void
  }
  export default lobject
}

declare module 'fengari/src/lstring.js' {
  import type { State } from 'fengari'
  const lstring: {
    luaS_bless: (L: State, bytes: Uint8Array) => unknown
    luaS_hash: (bytes: Uint8Array) => string
    luaS_hashlongstr: (string: { hash: string | null; getstr(): Uint8Array }) => string
  }
  export default lstring
}
