/**
 * What the rest of the host may ask of a Lua implementation: the C API of Lua with byte-exact strings.
 * Everything above this file works with any engine behind it.
 */

import type { Rows } from './packed-rows.ts'
import type { RecordShape } from './records.ts'

/** A Lua thread (coroutine). Only its engine looks inside: it may be an object or an address. */
export interface Thread {
  readonly __thread: never
}

/**
 * A function that Lua calls: reads its arguments at 1 … top, pushes results, returns how many.
 * What it throws becomes a Lua error: a `LuaError` with its own value, any other error by its message.
 */
export type HostFunction = (thread: Thread) => number

/** The types of Lua values, numbered as in `lua.h`. */
export const LuaType = {
  none: -1,
  nil: 0,
  boolean: 1,
  lightUserdata: 2,
  number: 3,
  string: 4,
  table: 5,
  function: 6,
  userdata: 7,
  thread: 8,
} as const

export type LuaType = (typeof LuaType)[keyof typeof LuaType]

/** How a resumed thread came back. */
export const Resumed = { done: 0, yielded: 1, failed: 2 } as const

export type Resumed = (typeof Resumed)[keyof typeof Resumed]

/** An error that Lua code sees. Its value is the message, or what `push` leaves on the stack. */
export class LuaError extends Error {
  override name = 'LuaError'
  /** Pushes the error value, exactly one; undefined when the message is the value. */
  readonly push: ((lua: Lua, thread: Thread) => void) | undefined
  /** Which caller's `file:line:` goes before a message, as in Lua's `error`; 0 for none, 1 for the caller. */
  readonly level: number

  constructor(message: string, options: { level?: number; push?: (lua: Lua, thread: Thread) => void; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.level = options.level ?? 1
    this.push = options.push
  }
}

/** One Lua state. Indices, stack effects and conversions are those of the C function of the same name. */
export interface Lua {
  /** Name of the engine, as `lua_engine` has it. */
  readonly engine: string
  /** Version of the language, `5.3` or `5.4`. */
  readonly version: string
  readonly main: Thread
  /** True when the state's memory is not the host's own, so that a string crosses by being copied. */
  readonly copiesStrings: boolean
  /** VM instructions between two ticks, so many that ticking costs nothing that can be measured. */
  readonly tickInstructions: number

  // Stack
  top(t: Thread): number
  setTop(t: Thread, index: number): void
  pop(t: Thread, count: number): void
  pushValue(t: Thread, index: number): void
  /** Moves the top value to `index`, shifting up what is above. */
  insert(t: Thread, index: number): void
  remove(t: Thread, index: number): void
  move(from: Thread, to: Thread, count: number): void
  /** Makes room for `count` more values. @throws LuaError when the stack can't grow */
  reserve(t: Thread, count: number): void
  absIndex(t: Thread, index: number): number
  /** Pseudo-index of the `n`th upvalue of the running host function, from 1. */
  upvalue(n: number): number

  // Push
  pushNil(t: Thread): void
  pushBoolean(t: Thread, value: boolean): void
  /** An integer when the value is whole and the engine has it as an integer, else a float. */
  pushNumber(t: Thread, value: number): void
  /** Always a float. */
  pushFloat(t: Thread, value: number): void
  /** An integer, exact on engines with 64 bits; the nearest float where the engine has no such integer. */
  pushBigInt(t: Thread, value: bigint): void
  /** A Lua string of these bytes; they are copied, unless the engine can keep them unchanged. */
  pushBytes(t: Thread, bytes: Uint8Array): void
  /** A Lua string holding `text` in UTF-8. */
  pushText(t: Thread, text: string): void
  /** A Lua string with one byte per UTF-16 unit of `text`, for what Node.js reads as Latin-1. */
  pushLatin1(t: Thread, text: string): void
  /** As `pushText`, for names that come again and again: made once and kept, up to a bound. */
  pushKey(t: Thread, name: string): void
  /** A host function that takes `upvalues` values off the stack as its upvalues. */
  pushFunction(t: Thread, fn: HostFunction, upvalues?: number): void
  pushTable(t: Thread, arrayHint?: number, recordHint?: number): void
  pushThread(t: Thread, thread: Thread): void
  /** Pushes a light userdata that equals no other value. It is never given back: make few. */
  pushIdentity(t: Thread): void
  pushGlobals(t: Thread): void

  // Read
  type(t: Thread, index: number): LuaType
  typeName(t: Thread, index: number): string
  /** True for a number that is an integer in Lua's sense. */
  isInteger(t: Thread, index: number): boolean
  toBoolean(t: Thread, index: number): boolean
  /** The number at `index` (strings are converted as Lua does), or undefined. */
  toNumber(t: Thread, index: number): number | undefined
  /** The integer at `index` without loss. Only for values that `isInteger`. */
  toBigInt(t: Thread, index: number): bigint
  /** The bytes of a string (numbers are converted as Lua does), or undefined. Read-only: they may be Lua's own. */
  toBytes(t: Thread, index: number): Uint8Array | undefined
  /** The string at `index` read as UTF-8, bad bytes replaced, or undefined. */
  toText(t: Thread, index: number): string | undefined
  /** The string at `index` with one UTF-16 unit per byte, or undefined. */
  toLatin1(t: Thread, index: number): string | undefined
  /** The thread at `index`, or undefined. */
  toThread(t: Thread, index: number): Thread | undefined
  /** Address-like identity of a table, function or thread; equal for the same value only. */
  identity(t: Thread, index: number): unknown
  /** What Lua's `tostring` gives, metamethods and all. */
  display(t: Thread, index: number): Uint8Array

  // Tables
  getField(t: Thread, index: number, key: string): LuaType
  setField(t: Thread, index: number, key: string): void
  rawGet(t: Thread, index: number): LuaType
  rawSet(t: Thread, index: number): void
  rawGetIndex(t: Thread, index: number, n: number): LuaType
  rawSetIndex(t: Thread, index: number, n: number): void
  rawLength(t: Thread, index: number): number
  rawEqual(t: Thread, a: number, b: number): boolean
  next(t: Thread, index: number): boolean
  getMetatable(t: Thread, index: number): boolean
  setMetatable(t: Thread, index: number): void
  /** Sets the items from `first` on of the list on top of the stack, which has none there yet, to tables, one for each row. @throws LuaError */
  setRecords(t: Thread, first: number, shape: RecordShape, rows: Rows): void

  // Code
  /** Compiles a chunk and pushes its function. @throws LuaError with the compiler's message */
  load(t: Thread, source: Uint8Array, chunkName: string): void
  /** Pushes the function that `string.dump` gave these bytes of, on the same engine. Only for the host's own: forged ones crash the machine. */
  loadDumped(t: Thread, dump: Uint8Array): void
  /** Calls without protection: an error goes on to the caller of the running host function. */
  call(t: Thread, args: number, results: number): void
  /** Runs a fresh or yielded thread until it ends, yields or fails. What it leaves is on top of its stack. */
  resume(t: Thread, from: Thread, args: number): Resumed
  /** How many values the last `resume` of this thread left: results, yielded values, or the one error value. */
  resumedValues(t: Thread): number
  /**
   * Yields from a host function without values; `return` its result. `resumed` runs in the host function's place
   * when the thread is resumed: it pushes the results and returns how many, or throws.
   */
  yield(t: Thread, resumed: HostFunction): number
  /** As `yield`, with the top `count` values for the resumer; what the resumer passes are the results. */
  yieldValues(t: Thread, count: number): number
  isYieldable(t: Thread): boolean
  /** State of a thread as `coroutine.status` names it, seen from `from`. */
  status(t: Thread, from: Thread): 'running' | 'suspended' | 'normal' | 'dead'
  /** A thread of its own, kept alive until `freeThread`. */
  newThread(): Thread
  freeThread(t: Thread): void
  /**
   * Closes the variables that a failed thread has yet to close (`local x <close>`), which empties its stack; what fails
   * in that is dropped. To be called by a host function. Absent where the language has no such variables.
   */
  closePending?(t: Thread): void

  // References from the host
  /** Takes the top value off the stack and keeps it under a number. */
  ref(t: Thread): number
  pushRef(t: Thread, ref: number): void
  unref(ref: number): void

  // Control
  /**
   * Calls `tick` on a thread, and on the threads that it makes later, after every `instructions` VM instructions.
   * `tick` may call `yieldFromTick` or throw a `LuaError`.
   */
  setTick(t: Thread, tick: (thread: Thread) => void, instructions: number): void
  /** Takes the tick off a thread, so that nothing ends what it does. */
  clearTick(t: Thread): void
  /** Ends the thread's run from within `tick`; a later `resume` goes on where it stopped. */
  yieldFromTick(t: Thread): void
  /** A traceback of `of`, a live or failed thread, as text. */
  traceback(of: Thread, message: string, level: number): string
  /** `file:line` of the Lua function at `level` of the thread, or undefined. */
  where(t: Thread, level: number): string | undefined
  /** Bytes that the state holds, as far as the engine can tell. */
  memoryBytes(): number
  /**
   * From now on the state may hold `bytes` more than a loaded handler needs (fengari), or this many in all (wasm).
   * Beyond it Lua code gets the error `not enough memory`.
   */
  limitMemory(bytes: number): void
  /** From now on no string may be longer, where the engine can tell; else its memory limit has to do. */
  limitStrings(bytes: number): void
  /** True when the state is over its limit, for engines that can't refuse the memory itself. Cheap enough for every millisecond. */
  overLimit(): boolean
  /** Collects garbage as far as the engine can. */
  collect(): void
  close(): void
}
