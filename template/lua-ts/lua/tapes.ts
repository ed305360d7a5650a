import type { Call, CallEvent, Reply, Wrapper } from '../host/call.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import type { Scheduler } from './scheduler.ts'

type Functions = Readonly<Record<string, HostFunction>>

/**
 * How a function's answer is told from another. `asked` ones come in one order and their arguments count; `ambient`
 * ones are clocks and dice, each with an order of its own, whose arguments don't count; `native` ones are ambient, too,
 * and Lua's own: what they say of wrong arguments they say again.
 */
export type TapeKind = 'asked' | 'ambient' | 'native'

/** A question to the world outside. */
export interface Question {
  /** Module and function. */
  readonly name: string
  readonly kind: TapeKind
  /** What a function is called that comes back as an answer. */
  readonly returned: string
  /** Asks it. */
  readonly fn: HostFunction
}

/** What the questions of one call pass. */
export interface Tape {
  ask(t: Thread, question: Question): number
}

/** What modules say of themselves, for calls that are kept or run again. Nothing comes of it while neither is done. */
export interface Tapes {
  /** Functions whose answers come from outside Lua, as they are to be given to Lua code. */
  taped<F extends Functions>(module: string, functions: F, kind?: TapeKind): F
  /** Makes the tables with a metatable known; opaque ones stand for something of the host. */
  addKind(name: string, metatable: number, opaque?: boolean): void
  /** Makes a function known that a taped one returns, `MODULE.next`; `push` pushes one for a call that is run again. */
  addFunction(name: string, push: (t: Thread) => void): void
  /** A secret that was read, which must not get into a file. */
  addSecret(name: string, value: Uint8Array): void
}

/** For a function whose calls are neither kept nor run again: everything stays as it is. */
export const noTapes: Tapes = {
  taped: (_, functions) => functions,
  addKind: () => {},
  addFunction: () => {},
  addSecret: () => {},
}

/** Keeps calls, or runs one again. */
export interface Taping extends Tapes {
  readonly wrap: Wrapper
  /** The function is loaded: what is asked outside of calls from now on is nobody's. */
  loaded(): void
  /** Resolves when everything is written. */
  settled(): Promise<void>
}

/** A call with a tape. */
export class TapedCall implements Call {
  readonly #call: Call
  readonly tape: Tape
  readonly event: CallEvent
  readonly reply: Reply
  atEnd: (() => void)[] | undefined

  constructor(call: Call, tape: Tape, event: CallEvent, reply: Reply) {
    this.#call = call
    this.tape = tape
    this.event = event
    this.reply = reply
  }

  get id() { return this.#call.id }
  get startedMs() { return this.#call.startedMs }
  get deadlineMs() { return this.#call.deadlineMs }
  get aborted() { return this.#call.aborted }
  get abortReason() { return this.#call.abortReason }
  get message() { return this.#call.message }
  get details() { return this.#call.details }
  get environment() { return this.#call.environment }
  get limit() { return this.#call.limit }
  onAbort(listener: () => void) { return this.#call.onAbort(listener) }
}

export interface TapedFunctionsOptions {
  readonly scheduler: Scheduler
  /** The tape for what is asked outside of calls. */
  readonly loading: () => Tape | undefined
}

/** Makes functions ask the tape of the call that they run for. */
export const tapedFunctions =
  ({ scheduler, loading }: TapedFunctionsOptions): Tapes['taped'] =>
  <F extends Functions>(module: string, functions: F, kind: TapeKind = 'asked'): F => {
    const taped = (name: string, fn: HostFunction): HostFunction => {
      const question: Question = { name: `${module}.${name}`, kind, returned: `${module}.next`, fn }
      return (t) => {
        const { current } = scheduler
        const tape = current?.call instanceof TapedCall ? current.call.tape : current && !current.call ? loading() : undefined
        return tape ? tape.ask(t, question) : fn(t)
      }
    }
    return Object.fromEntries(Object.entries(functions).map(([name, fn]) => [name, taped(name, fn)])) as F
  }

/** `file:line` of the function's own code that runs; the host's Lua, whose names stand in brackets, is passed over. */
export const placeOf = (lua: Lua, t: Thread): string => {
  lua.reserve(t, 1)
  for (let level = 1; level <= 10; level++) {
    const place = lua.where(t, level)
    if (place !== undefined && !place.startsWith('[')) return place
  }
  return ''
}
