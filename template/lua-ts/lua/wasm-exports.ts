/** An address in the WebAssembly memory. */
export type Address = number

/** The memory itself, which can only grow. */
export interface WasmGrowing {
  readonly buffer: ArrayBuffer
  /** Adds pages of 64 KiB. @throws RangeError when it can't */
  grow: (pages: number) => number
}

/** Functions by their addresses. */
export interface WasmTable {
  readonly length: number
  get: (address: Address) => (a: number, b: number) => void
  set: (address: Address, fn: (a: number, b: number) => void) => void
  grow: (entries: number) => number
}

/** The C API of Lua 5.4 in the package wasmoon, called with addresses in its memory. */
export interface WasmExports {
  readonly memory: WasmGrowing
  readonly __indirect_function_table: WasmTable
  __wasm_call_ctors(): void
  emscripten_stack_init(): void
  stackSave(): Address
  stackRestore(stack: Address): void
  setThrew(threw: number, value: number): void
  malloc(bytes: number): Address
  free(address: Address): void
  luaL_argerror(L: Address, index: number, message: Address): never
  luaL_loadbufferx(L: Address, source: Address, size: number, name: Address, mode: Address): number
  luaL_newstate(): Address
  luaL_openlibs(L: Address): void
  luaL_ref(L: Address, index: number): number
  luaL_tolstring(L: Address, index: number, length: Address): Address
  luaL_traceback(L: Address, of: Address, message: Address, level: number): void
  luaL_unref(L: Address, index: number, ref: number): void
  luaL_where(L: Address, level: number): void
  lua_absindex(L: Address, index: number): number
  lua_callk(L: Address, args: number, results: number, context: number, k: Address): void
  lua_checkstack(L: Address, count: number): number
  lua_close(L: Address): void
  lua_concat(L: Address, count: number): void
  lua_createtable(L: Address, array: number, record: number): void
  lua_error(L: Address): never
  lua_getmetatable(L: Address, index: number): number
  lua_getstack(L: Address, level: number, debug: Address): number
  lua_gettable(L: Address, index: number): number
  lua_gettop(L: Address): number
  lua_isinteger(L: Address, index: number): number
  lua_isyieldable(L: Address): number
  lua_newthread(L: Address): Address
  lua_next(L: Address, index: number): number
  lua_pushboolean(L: Address, value: number): void
  lua_pushcclosure(L: Address, fn: Address, upvalues: number): void
  lua_pushinteger(L: Address, value: bigint): void
  lua_pushlightuserdata(L: Address, address: Address): void
  lua_pushlstring(L: Address, text: Address, length: number): Address
  lua_pushnil(L: Address): void
  lua_pushnumber(L: Address, value: number): void
  lua_pushthread(L: Address): number
  lua_pushvalue(L: Address, index: number): void
  lua_rawequal(L: Address, a: number, b: number): number
  lua_rawget(L: Address, index: number): number
  lua_rawgeti(L: Address, index: number, n: bigint): number
  lua_rawlen(L: Address, index: number): bigint
  lua_rawset(L: Address, index: number): void
  lua_rawseti(L: Address, index: number, n: bigint): void
  lua_resetthread(L: Address): number
  lua_resume(L: Address, from: Address, args: number, results: Address): number
  lua_rotate(L: Address, index: number, count: number): void
  lua_sethook(L: Address, hook: Address, mask: number, count: number): void
  lua_setmetatable(L: Address, index: number): number
  lua_settable(L: Address, index: number): void
  lua_settop(L: Address, index: number): void
  lua_status(L: Address): number
  lua_toboolean(L: Address, index: number): number
  lua_tointegerx(L: Address, index: number, isNumber: Address): bigint
  lua_tolstring(L: Address, index: number, length: Address): Address
  lua_tonumberx(L: Address, index: number, isNumber: Address): number
  lua_topointer(L: Address, index: number): Address
  lua_tothread(L: Address, index: number): Address
  lua_type(L: Address, index: number): number
  lua_typename(L: Address, type: number): Address
  lua_xmove(from: Address, to: Address, count: number): void
  lua_yieldk(L: Address, results: number, context: number, k: Address): number
}
