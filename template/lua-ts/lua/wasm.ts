import { LuaError, LuaType, Resumed, type HostFunction, type Lua, type Thread } from './engine.ts'
import type { Rows } from './packed-rows.ts'
import type { RecordShape } from './records.ts'
import { WasmCalls } from './wasm-calls.ts'
import type { Address, WasmExports } from './wasm-exports.ts'
import { WasmKeys } from './wasm-keys.ts'
import { WasmMemory } from './wasm-memory.ts'
import { wasmModule, type WasmModule } from './wasm-module.ts'
import { WasmRecords } from './wasm-records.ts'

const registry = -1_001_000
const globals = 2n
const maskCount = 8
const statusYield = 1
const anyMode = 0
// Small whole numbers in the type in which Lua takes them: to look one up costs less than to make it.
const integers = Array.from({ length: 1024 }, (_, i) => BigInt(i))

/** PUC Lua 5.4, compiled to WebAssembly by the package wasmoon. Its integers have 64 bits. */
export const wasmLua = async (): Promise<Lua> => new WasmLua(await wasmModule())

// A thread is the address of its lua_State; these two say so to the compiler, at no cost.
const state = (t: Thread): Address => t as unknown as Address
const thread = (L: Address): Thread => L as unknown as Thread

class WasmLua implements Lua {
  readonly engine = 'wasm'
  readonly version = '5.4'
  readonly main: Thread
  readonly copiesStrings = true
  readonly tickInstructions = 50_000
  readonly #api: WasmExports
  readonly #module: WasmModule
  readonly #L: Address
  readonly #memory: WasmMemory
  readonly #calls: WasmCalls
  readonly #records: WasmRecords
  readonly #keys: WasmKeys
  /** References that keep threads alive. */
  readonly #threads = new Map<Thread, number>()
  /** The mode of `load` that takes no compiled chunks: a forged one could crash the machine. */
  readonly #textMode: Address
  #resumedCount = 0

  constructor(module: WasmModule) {
    this.#module = module
    this.#api = module.exports
    this.#L = this.#api.luaL_newstate()
    if (this.#L === 0) throw new Error('Cannot allocate memory for Lua')
    this.main = thread(this.#L)
    this.#memory = new WasmMemory(module)
    this.#textMode = this.#memory.keptCText('t')
    this.#calls = new WasmCalls(this, module, this.#memory)
    this.#keys = new WasmKeys(this, this.#api, registry)
    this.#records = new WasmRecords(this, this.#api, this.#memory, module.heap)
    this.#api.luaL_openlibs(this.#L)
  }

  top(t: Thread) { return this.#api.lua_gettop(state(t)) }
  setTop(t: Thread, index: number) { this.#api.lua_settop(state(t), index) }
  pop(t: Thread, count: number) { this.#api.lua_settop(state(t), -count - 1) }
  pushValue(t: Thread, index: number) { this.#api.lua_pushvalue(state(t), index) }
  insert(t: Thread, index: number) { this.#api.lua_rotate(state(t), index, 1) }
  remove(t: Thread, index: number) {
    this.#api.lua_rotate(state(t), index, -1)
    this.pop(t, 1)
  }
  move(from: Thread, to: Thread, count: number) { this.#api.lua_xmove(state(from), state(to), count) }
  reserve(t: Thread, count: number) {
    if (!this.#api.lua_checkstack(state(t), count)) throw new LuaError('stack overflow')
  }
  absIndex(t: Thread, index: number) { return this.#api.lua_absindex(state(t), index) }
  upvalue(n: number) { return registry - n }

  pushNil(t: Thread) { this.#api.lua_pushnil(state(t)) }
  pushBoolean(t: Thread, value: boolean) { this.#api.lua_pushboolean(state(t), value ? 1 : 0) }
  pushNumber(t: Thread, value: number) {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.#api.lua_pushinteger(state(t), BigInt(value))
    else this.#api.lua_pushnumber(state(t), value)
  }
  pushFloat(t: Thread, value: number) { this.#api.lua_pushnumber(state(t), value) }
  pushBigInt(t: Thread, value: bigint) {
    if (BigInt.asIntN(64, value) === value) this.#api.lua_pushinteger(state(t), value)
    else this.#api.lua_pushnumber(state(t), Number(value))
  }
  pushBytes(t: Thread, bytes: Uint8Array) {
    this.#memory.withBytes(bytes, (address, length) => this.#api.lua_pushlstring(state(t), address, length))
  }
  pushText(t: Thread, text: string) {
    this.#memory.withText(text, (address, length) => this.#api.lua_pushlstring(state(t), address, length))
  }
  pushLatin1(t: Thread, text: string) {
    this.#memory.withLatin1(text, (address, length) => this.#api.lua_pushlstring(state(t), address, length))
  }
  pushKey(t: Thread, name: string) { this.#keys.push(t, name) }
  pushFunction(t: Thread, fn: HostFunction, upvalues = 0) { this.#api.lua_pushcclosure(state(t), this.#calls.native(fn), upvalues) }
  pushTable(t: Thread, arrayHint = 0, recordHint = 0) { this.#api.lua_createtable(state(t), arrayHint, recordHint) }
  pushIdentity(t: Thread) {
    const address = this.#api.malloc(1)
    if (address === 0) throw new LuaError('not enough memory')
    this.#api.lua_pushlightuserdata(state(t), address)
  }
  pushThread(t: Thread, other: Thread) {
    this.#api.lua_pushthread(state(other))
    if (other !== t) this.#api.lua_xmove(state(other), state(t), 1)
  }
  pushGlobals(t: Thread) { this.#api.lua_rawgeti(state(t), registry, globals) }

  type(t: Thread, index: number) { return this.#api.lua_type(state(t), index) as LuaType }
  typeName(t: Thread, index: number) { return this.#memory.cText(this.#api.lua_typename(state(t), this.type(t, index))) }
  isInteger(t: Thread, index: number) { return this.#api.lua_isinteger(state(t), index) !== 0 }
  toBoolean(t: Thread, index: number) { return this.#api.lua_toboolean(state(t), index) !== 0 }
  toNumber(t: Thread, index: number) {
    const value = this.#api.lua_tonumberx(state(t), index, this.#memory.out)
    return this.#memory.result === 0 ? undefined : value
  }
  toBigInt(t: Thread, index: number) { return this.#api.lua_tointegerx(state(t), index, 0) }
  toBytes(t: Thread, index: number) { return this.#string(t, index, (address, length) => this.#memory.bytes(address, length)) }
  toText(t: Thread, index: number) { return this.#string(t, index, (address, length) => this.#memory.utf8(address, length)) }
  toLatin1(t: Thread, index: number) { return this.#string(t, index, (address, length) => this.#memory.latin1(address, length)) }
  toThread(t: Thread, index: number) {
    const L = this.#api.lua_tothread(state(t), index)
    return L === 0 ? undefined : thread(L)
  }
  identity(t: Thread, index: number) { return this.#api.lua_topointer(state(t), index) }
  display(t: Thread, index: number) {
    this.reserve(t, 5)
    const address = this.#api.luaL_tolstring(state(t), index, this.#memory.out)
    const bytes = this.#memory.bytes(address, this.#memory.result)
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
  rawGetIndex(t: Thread, index: number, n: number) { return this.#api.lua_rawgeti(state(t), index, integers[n] ?? BigInt(n)) as LuaType }
  rawSetIndex(t: Thread, index: number, n: number) { this.#api.lua_rawseti(state(t), index, integers[n] ?? BigInt(n)) }
  rawLength(t: Thread, index: number) { return Number(this.#api.lua_rawlen(state(t), index)) }
  rawEqual(t: Thread, a: number, b: number) { return this.#api.lua_rawequal(state(t), a, b) !== 0 }
  next(t: Thread, index: number) { return this.#api.lua_next(state(t), index) !== 0 }
  getMetatable(t: Thread, index: number) { return this.#api.lua_getmetatable(state(t), index) !== 0 }
  setMetatable(t: Thread, index: number) { this.#api.lua_setmetatable(state(t), index) }
  setRecords(t: Thread, first: number, shape: RecordShape, rows: Rows) { this.#records.set(t, first, shape, rows) }

  load(t: Thread, source: Uint8Array, chunkName: string) { this.#load(t, source, chunkName, this.#textMode) }
  loadDumped(t: Thread, dump: Uint8Array) { this.#load(t, dump, '', anyMode) }
  #load(t: Thread, source: Uint8Array, chunkName: string, mode: Address) {
    const status = this.#memory.withCText(chunkName, (name) => {
      const copy = this.#api.malloc(source.length + 1)
      if (copy === 0) throw new LuaError('not enough memory', { level: 0 })
      this.#module.heap.HEAPU8.set(source, copy)
      try {
        return this.#api.luaL_loadbufferx(state(t), copy, source.length, name, mode)
      } finally {
        this.#api.free(copy)
      }
    })
    if (status === 0) return
    const message = this.toText(t, -1) ?? 'cannot compile'
    this.pop(t, 1)
    throw new LuaError(message, { level: 0 })
  }
  call(t: Thread, args: number, results: number) { this.#api.lua_callk(state(t), args, results, 0, 0) }
  resume(t: Thread, from: Thread, args: number) {
    const { growth } = this.#module
    growth.enter()
    const status = this.#api.lua_resume(state(t), state(from), args, this.#memory.out)
    growth.leave()
    this.#resumedCount = this.#memory.result
    if (status === 0) return Resumed.done
    return status === statusYield ? Resumed.yielded : Resumed.failed
  }
  resumedValues(t: Thread) { return this.#api.lua_status(state(t)) > statusYield ? 1 : this.#resumedCount }
  yield(t: Thread, resumed: HostFunction) {
    this.#calls.whenResumed(t, resumed)
    return this.#api.lua_yieldk(state(t), 0, 0, this.#calls.continuation)
  }
  yieldValues(t: Thread, count: number) { return this.#api.lua_yieldk(state(t), count, 0, 0) }
  isYieldable(t: Thread) { return this.#api.lua_isyieldable(state(t)) !== 0 }
  status(t: Thread, from: Thread) {
    if (t === from) return 'running'
    const status = this.#api.lua_status(state(t))
    if (status === statusYield) return 'suspended'
    if (status !== 0) return 'dead'
    if (this.#hasFrames(t)) return 'normal'
    return this.top(t) === 0 ? 'dead' : 'suspended'
  }
  newThread() {
    const t = thread(this.#api.lua_newthread(this.#L))
    this.#threads.set(t, this.ref(this.main))
    return t
  }
  freeThread(t: Thread) {
    const ref = this.#threads.get(t)
    if (ref === undefined) return
    this.#threads.delete(t)
    this.unref(ref)
  }

  closePending(t: Thread) { this.#api.lua_resetthread(state(t)) }

  ref(t: Thread) { return this.#api.luaL_ref(state(t), registry) }
  pushRef(t: Thread, ref: number) { this.#api.lua_rawgeti(state(t), registry, integers[ref] ?? BigInt(ref)) }
  unref(ref: number) { this.#api.luaL_unref(this.#L, registry, ref) }

  setTick(t: Thread, tick: (thread: Thread) => void, instructions: number) {
    this.#api.lua_sethook(state(t), this.#calls.hook(tick), maskCount, instructions)
  }
  clearTick(t: Thread) { this.#api.lua_sethook(state(t), 0, 0, 0) }
  yieldFromTick(t: Thread) { this.#api.lua_yieldk(state(t), 0, 0, 0) }
  traceback(of: Thread, message: string, level: number) {
    this.#memory.withCText(message, (text) => this.#api.luaL_traceback(this.#L, state(of), text, level))
    const text = this.toText(this.main, -1) ?? message
    this.pop(this.main, 1)
    return text
  }
  where(t: Thread, level: number) {
    this.#api.luaL_where(state(t), level)
    const text = this.toText(t, -1) ?? ''
    this.pop(t, 1)
    return text === '' ? undefined : text.replace(/: ?$/, '')
  }
  memoryBytes() { return this.#api.memory.buffer.byteLength }
  limitMemory(bytes: number) { this.#module.growth.limit(bytes) }
  limitStrings() { /* A string takes memory of the state, which limitMemory bounds. */ }
  overLimit() { return false }
  collect() { /* The collector runs on its own. */ }
  close() { this.#api.lua_close(this.#L) }

  #string<T>(t: Thread, index: number, read: (address: Address, length: number) => T): T | undefined {
    const address = this.#api.lua_tolstring(state(t), index, this.#memory.out)
    return address === 0 ? undefined : read(address, this.#memory.result)
  }

  #hasFrames(t: Thread): boolean {
    const debug = this.#api.malloc(256)
    try {
      return this.#api.lua_getstack(state(t), 0, debug) !== 0
    } finally {
      this.#api.free(debug)
    }
  }
}
