import type { Asked, KeptError, KeptValue } from '../host/recording.ts'
import { ArgumentError } from './argument-error.ts'
import { LuaError } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { HandleNumbers } from './handle-numbers.ts'
import type { KeptValues } from './kept-values.ts'
import type { Scheduler } from './scheduler.ts'
import { placeOf } from './tapes.ts'
import type { Question, Tape } from './tapes.ts'

export interface RecordingTapeOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly values: KeptValues
  /** Most that is kept, in bytes. */
  readonly maxBytes: number
}

/** Keeps the questions of one call and their answers. */
export class RecordingTape implements Tape {
  readonly #options: RecordingTapeOptions
  readonly handles: HandleNumbers
  readonly asked: Asked[] = []
  #bytes = 0

  /** `earlier`: handles that were there before the call. */
  constructor(options: RecordingTapeOptions, earlier?: HandleNumbers) {
    this.#options = options
    this.handles = new HandleNumbers(earlier)
  }

  /** True once there was too much to keep. */
  get truncated(): boolean {
    return this.#bytes > this.#options.maxBytes
  }

  /** Counts bytes that are kept; false once there are too many. */
  readonly takeRoom = (bytes: number): boolean => {
    this.#bytes += bytes
    return !this.truncated
  }

  ask(t: Thread, question: Question): number {
    const { lua, scheduler } = this.#options
    if (this.truncated) return question.fn(t)
    const run = scheduler.current!
    const given = question.kind === 'asked' ? this.#read(t, 1, lua.top(t), false, question) : undefined
    const asked: Asked = { name: question.name, place: placeOf(lua, t), given, answer: undefined, error: undefined }
    this.asked.push(asked)
    run.heard = (results) => {
      run.heard = undefined
      return (thread) => this.#heard(thread, asked, question, results)
    }
    try {
      return this.#heard(t, asked, question, question.fn)
    } finally {
      if (!run.waiting) run.heard = undefined
      // An error of Lua itself, which its own function raises again. Without an answer because of the deadline, it stays.
      if (!run.waiting && !run.killed && asked.answer === undefined && asked.error === undefined) this.asked.pop()
    }
  }

  /** Lets `fn` push its results or throw, and keeps which. */
  #heard(t: Thread, asked: Asked, question: Question, fn: HostFunction): number {
    let count
    try {
      count = fn(t)
    } catch (error) {
      // An engine's own way out of a function that waits or fails is no Error.
      if (error instanceof Error && !this.#options.scheduler.current?.killed) asked.error ??= this.#keptError(t, error, question)
      throw error
    }
    asked.answer ??= this.#read(t, this.#options.lua.top(t) - count + 1, count, true, question)
    return count
  }

  #read(t: Thread, first: number, count: number, isNew: boolean, { returned }: Question): KeptValue[] {
    const { values } = this.#options
    const before = values.bytes
    const read = Array.from({ length: count }, (_, i) => values.read(t, first + i, this.handles, isNew ? { fn: returned, isNew } : {}))
    this.takeRoom(values.bytes - before)
    return read
  }

  #keptError(t: Thread, error: Error, question: Question): KeptError {
    const { message } = error
    if (!(error instanceof LuaError)) return { message, level: 1, argument: undefined, value: undefined }
    const argument = error instanceof ArgumentError ? error.index : undefined
    if (error.push === undefined) return { message, level: error.level, argument, value: undefined }
    const { lua } = this.#options
    error.push(lua, t)
    const [value] = this.#read(t, lua.top(t), 1, true, question)
    lua.pop(t, 1)
    return { message, level: error.level, argument, value }
  }
}
