import type { LuaApi, State } from 'fengari'
import { latin1Bytes, latin1Text, utf8Bytes, utf8Text } from './byte-strings.ts'
import { LuaError, LuaType, Resumed } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { FengariCalls } from './fengari-calls.ts'
import { catchNativeErrors, keepHooksOverErrors } from './fengari-fixes.ts'
import { mendLibrary } from './fengari-library.ts'
import { fengariModules, state, thread } from './fengari-modules.ts'
import type { FengariModules } from './fengari-modules.ts'
import { FengariRecords } from './fengari-records.ts'
import type { Rows } from './packed-rows.ts'
import type { RecordShape } from './records.ts'
import { ScriptHeap } from './script-heap.ts'

const maxKeys = 4096
// Names come from clients too: what is kept of those must be small.
const maxKeyLength = 64
// The mode of `load` that takes no compiled chunks: a forged one could crash the machine.
const textMode = utf8Bytes('t')

/** Lua 5.3 by the package fengari: Lua's virtual machine written in JavaScript. Its integers have 32 bits. */
export const fengariLua = async (): Promise<Lua> => new FengariLua(await fengariModules())

class FengariLua implements Lua {
  readonly engine = 'fengari'
  readonly version = '5.3'
  readonly main: Thread
  readonly copiesStrings = false
  readonly tickInstructions = 1_000
  readonly #api: LuaApi
  readonly #modules: FengariModules
  readonly #L: State
  readonly #calls: FengariCalls
  readonly #records: FengariRecords
  readonly #heap = new ScriptHeap()
  readonly #keys = new Map<string, unknown>()

  constructor(modules: FengariModules) {
    this.#modules = modules
    this.#api = modules.api
    this.#L = modules.auxiliary.luaL_newstate()
    this.main = thread(this.#L)
    modules.openLibraries(this.#L)
    this.#calls = new FengariCalls(this, modules)
    this.#records = new FengariRecords(modules, this.#L)
    keepHooksOverErrors(modules, this.#L)
    catchNativeErrors(modules, this.#L)
    mendLibrary(this)
  }

  top(t: Thread) { return this.#api.lua_gettop(state(t)) }
  setTop(t: Thread, index: number) { this.#api.lua_settop(state(t), index) }
  pop(t: Thread, count: number) { this.#api.lua_settop(state(t), -count - 1) }
  pushValue(t: Thread, index: number) { this.#api.lua_pushvalue(state(t), index) }
  insert(t: Thread, index: number) { this.#api.lua_insert(state(t), index) }
  remove(t: Thread, index: number) { this.#api.lua_remove(state(t), index) }
  move(from: Thread, to: Thread, count: number) { this.#api.lua_xmove(state(from), state(to), count) }
  reserve(t: Thread, count: number) {
    if (!this.#api.lua_checkstack(state(t), count)) throw new LuaError('stack overflow')
  }
  absIndex(t: Thread, index: number) { return this.#api.lua_absindex(state(t), index) }
  upvalue(n: number) { return this.#api.lua_upvalueindex(n) }

  pushNil(t: Thread) { this.#api.lua_pushnil(state(t)) }
  pushBoolean(t: Thread, value: boolean) { this.#api.lua_pushboolean(state(t), value) }
  pushNumber(t: Thread, value: number) {
    if ((value | 0) === value && !Object.is(value, -0)) this.#api.lua_pushinteger(state(t), value)
    else this.#api.lua_pushnumber(state(t), value)
  }
  pushFloat(t: Thread, value: number) { this.#api.lua_pushnumber(state(t), value) }
  pushBigInt(t: Thread, value: bigint) { this.pushNumber(t, Number(value)) }
  pushBytes(t: Thread, bytes: Uint8Array) {
    // A Buffer is an array of another class: mixed in, it would slow every string function down.
    const plain = bytes.constructor === Uint8Array ? bytes : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#push(t, plain)
  }
  pushText(t: Thread, text: string) { this.#push(t, utf8Bytes(text)) }
  pushLatin1(t: Thread, text: string) { this.#push(t, latin1Bytes(text)) }
  pushKey(t: Thread, name: string) {
    let key = this.#keys.get(name)
    if (key === undefined) {
      key = this.#modules.blessed(this.#L, utf8Bytes(name))
      if (this.#keys.size < maxKeys && name.length <= maxKeyLength) this.#keys.set(name, key)
    }
    this.#modules.pushString(state(t), key)
  }
  pushFunction(t: Thread, fn: HostFunction, upvalues = 0) {
    this.#api.lua_pushcclosure(state(t), this.#calls.native(fn), upvalues)
  }
  pushTable(t: Thread, arrayHint = 0, recordHint = 0) { this.#api.lua_createtable(state(t), arrayHint, recordHint) }
  pushIdentity(t: Thread) { this.#api.lua_pushlightuserdata(state(t), {}) }
  pushThread(t: Thread, other: Thread) {
    this.#api.lua_pushthread(state(other))
    if (other !== t) this.#api.lua_xmove(state(other), state(t), 1)
  }
  pushGlobals(t: Thread) { this.#api.lua_rawgeti(state(t), this.#api.LUA_REGISTRYINDEX, this.#api.LUA_RIDX_GLOBALS) }

  type(t: Thread, index: number) { return this.#api.lua_type(state(t), index) as LuaType }
  typeName(t: Thread, index: number) { return utf8Text(this.#modules.auxiliary.luaL_typename(state(t), index)) }
  isInteger(t: Thread, index: number) { return this.#api.lua_isinteger(state(t), index) }
  toBoolean(t: Thread, index: number) { return this.#api.lua_toboolean(state(t), index) }
  toNumber(t: Thread, index: number) {
    return this.#api.lua_isnumber(state(t), index) ? this.#api.lua_tonumber(state(t), index) : undefined
  }
  toBigInt(t: Thread, index: number) { return BigInt(this.#api.lua_tonumber(state(t), index)) }
  toBytes(t: Thread, index: number) { return this.#api.lua_tostring(state(t), index) ?? undefined }
  toText(t: Thread, index: number) {
    const bytes = this.toBytes(t, index)
    return bytes && utf8Text(bytes)
  }
  toLatin1(t: Thread, index: number) {
    const bytes = this.toBytes(t, index)
    return bytes && latin1Text(bytes)
  }
  toThread(t: Thread, index: number) {
    const other = this.#api.lua_tothread(state(t), index)
    return other ? thread(other) : undefined
  }
  identity(t: Thread, index: number) { return this.#api.lua_topointer(state(t), index) }
  display(t: Thread, index: number) {
    // A failed thread has no room left above its error value.
    this.reserve(t, 5)
    const bytes = this.#modules.auxiliary.luaL_tolstring(state(t), index)
    this.pop(t, 1)
    return bytes
  }

  getField(t: Thread, index: number, key: string) {
    const table = this.absIndex(t, index)
    this.pushKey(t, key)
    return this.#api.lua_gettable(state(t), table) as LuaType
  }
  setField(t: Thread, index: number, key: string) {
    const table = this.absIndex(t, index)
    this.pushKey(t, key)
    this.insert(t, -2)
    this.#api.lua_settable(state(t), table)
  }
  rawGet(t: Thread, index: number) { return this.#api.lua_rawget(state(t), index) as LuaType }
  rawSet(t: Thread, index: number) { this.#api.lua_rawset(state(t), index) }
  rawGetIndex(t: Thread, index: number, n: number) { return this.#api.lua_rawgeti(state(t), index, n) as LuaType }
  rawSetIndex(t: Thread, index: number, n: number) { this.#api.lua_rawseti(state(t), index, n) }
  rawLength(t: Thread, index: number) { return this.#api.lua_rawlen(state(t), index) }
  rawEqual(t: Thread, a: number, b: number) { return this.#api.lua_rawequal(state(t), a, b) === 1 }
  next(t: Thread, index: number) { return this.#api.lua_next(state(t), index) !== 0 }
  getMetatable(t: Thread, index: number) { return this.#api.lua_getmetatable(state(t), index) }
  setMetatable(t: Thread, index: number) { this.#api.lua_setmetatable(state(t), index) }
  setRecords(t: Thread, first: number, shape: RecordShape, rows: Rows) { this.#records.set(state(t), first, shape, rows) }

  load(t: Thread, source: Uint8Array, chunkName: string) { this.#load(t, source, chunkName, textMode) }
  loadDumped(t: Thread, dump: Uint8Array) { this.#load(t, dump, '', null) }
  #load(t: Thread, source: Uint8Array, chunkName: string, mode: Uint8Array | null) {
    const bytes = new Uint8Array(source)
    if (this.#modules.auxiliary.luaL_loadbufferx(state(t), bytes, bytes.length, utf8Bytes(chunkName), mode) === 0) return
    const message = this.toText(t, -1) ?? 'cannot compile'
    this.pop(t, 1)
    throw new LuaError(message, { level: 0 })
  }
  call(t: Thread, args: number, results: number) { this.#api.lua_call(state(t), args, results) }
  resume(t: Thread, from: Thread, args: number) {
    const status = this.#api.lua_resume(state(t), state(from), args)
    if (status === 0) return Resumed.done
    return status === this.#api.LUA_YIELD ? Resumed.yielded : Resumed.failed
  }
  resumedValues(t: Thread) { return this.#api.lua_status(state(t)) > this.#api.LUA_YIELD ? 1 : this.top(t) }
  yield(t: Thread, resumed: HostFunction) {
    return this.#api.lua_yieldk(state(t), 0, resumed, this.#calls.resumed)
  }
  yieldValues(t: Thread, count: number) { return this.#api.lua_yield(state(t), count) }
  isYieldable(t: Thread) { return this.#api.lua_isyieldable(state(t)) }
  status(t: Thread, from: Thread) {
    if (t === from) return 'running'
    const L = state(t)
    const status = this.#api.lua_status(L)
    if (status === this.#api.LUA_YIELD) return 'suspended'
    if (status !== 0) return 'dead'
    if (this.#api.lua_getstack(L, 0, new this.#api.lua_Debug())) return 'normal'
    return this.#api.lua_gettop(L) === 0 ? 'dead' : 'suspended'
  }
  newThread() {
    const L = this.#api.lua_newthread(this.#L)
    this.#api.lua_settop(this.#L, -2)
    return thread(L)
  }
  freeThread() { /* JavaScript's own collector takes a thread that nobody holds. */ }

  ref(t: Thread) { return this.#modules.auxiliary.luaL_ref(state(t), this.#api.LUA_REGISTRYINDEX) }
  pushRef(t: Thread, ref: number) { this.#api.lua_rawgeti(state(t), this.#api.LUA_REGISTRYINDEX, ref) }
  unref(ref: number) { this.#modules.auxiliary.luaL_unref(this.#L, this.#api.LUA_REGISTRYINDEX, ref) }

  setTick(t: Thread, tick: (thread: Thread) => void, instructions: number) {
    this.#api.lua_sethook(state(t), this.#calls.hook(tick), this.#api.LUA_MASKCOUNT, instructions)
  }
  clearTick(t: Thread) { this.#api.lua_sethook(state(t), null, 0, 0) }
  yieldFromTick(t: Thread) { this.#api.lua_yield(state(t), 0) }
  traceback(of: Thread, message: string, level: number) {
    this.#modules.auxiliary.luaL_traceback(this.#L, state(of), utf8Bytes(message), level)
    const text = this.toText(this.main, -1) ?? message
    this.pop(this.main, 1)
    return text
  }
  where(t: Thread, level: number) {
    this.#modules.auxiliary.luaL_where(state(t), level)
    const text = this.toText(t, -1) ?? ''
    this.pop(t, 1)
    return text === '' ? undefined : text.replace(/: ?$/, '')
  }
  memoryBytes() { return this.#heap.bytes() }
  limitMemory(bytes: number) { this.#heap.limit(bytes) }
  limitStrings(bytes: number) { this.#modules.limitStrings(bytes) }
  overLimit() { return this.#heap.overLimit() }
  collect() { /* JavaScript's own collector does it. */ }
  close() { this.#api.lua_settop(this.#L, 0) }

  #push(t: Thread, bytes: Uint8Array) {
    this.#modules.pushString(state(t), this.#modules.blessed(this.#L, bytes))
  }
}
