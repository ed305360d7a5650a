import { ArgumentError, wrongType } from './argument-error.ts'
import { LuaError, LuaType, Resumed } from './engine.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import type { Scheduler } from './scheduler.ts'
import { setFunctions } from './set-functions.ts'

/**
 * Puts scheduler-aware functions into Lua's coroutine library. Waiting and the end of a time slice go through
 * any depth of user coroutines to the scheduler and come back in; user code can't tell. The handler itself counts
 * as the main program, as a script does.
 */
export const installCoroutines = (lua: Lua, scheduler: Scheduler): void => {
  lua.pushGlobals(lua.main)
  lua.getField(lua.main, -1, 'coroutine')
  lua.getField(lua.main, -1, 'create')
  const create = lua.ref(lua.main)
  const hasClose = lua.getField(lua.main, -1, 'close') === LuaType.function
  const close = hasClose ? lua.ref(lua.main) : undefined
  if (!hasClose) lua.pop(lua.main, 1)
  setFunctions(lua, new Coroutines(lua, scheduler, { create, close }).functions)
  lua.pop(lua.main, 2)
}

/** Lua's own functions, as references; Lua 5.3 has no `close`. */
interface Originals {
  readonly create: number
  readonly close: number | undefined
}

class Coroutines {
  readonly #lua: Lua
  readonly #scheduler: Scheduler
  readonly #originals: Originals
  /** Threads whose resumer has yielded on their behalf: suspended for the engine, running for everybody else. */
  readonly #entered = new Set<Thread>()

  constructor(lua: Lua, scheduler: Scheduler, originals: Originals) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#originals = originals
  }

  get functions(): Readonly<Record<string, HostFunction>> {
    return {
      resume: this.#resume,
      wrap: this.#wrap,
      status: this.#status,
      running: this.#running,
      isyieldable: this.#isYieldable,
      yield: this.#yield,
      ...(this.#originals.close !== undefined && { close: this.#close }),
    }
  }

  readonly #resume: HostFunction = (t) => {
    const lua = this.#lua
    const co = this.#at(t)
    const refused = this.#refusal(co, t)
    if (refused) {
      lua.pushBoolean(t, false)
      lua.pushText(t, refused)
      return 2
    }
    return this.#enter(t, co, lua.top(t) - 1, (back, resumed) => {
      lua.reserve(back, 1)
      lua.pushBoolean(back, resumed !== Resumed.failed)
      return 1 + this.#take(back, co)
    })
  }

  readonly #wrapped: HostFunction = (t) => {
    const lua = this.#lua
    const co = lua.toThread(t, lua.upvalue(1))!
    const refused = this.#refusal(co, t)
    if (refused) throw new LuaError(refused)
    return this.#enter(t, co, lua.top(t), (back, resumed) => {
      if (resumed !== Resumed.failed) return this.#take(back, co)
      throw raised(lua, co, this.#originals.close)
    })
  }

  readonly #wrap: HostFunction = (t) => {
    const lua = this.#lua
    if (lua.type(t, 1) !== LuaType.function) throw wrongType(lua, t, 1, 'function')
    lua.pushRef(t, this.#originals.create)
    lua.pushValue(t, 1)
    lua.call(t, 1, 1)
    lua.pushFunction(t, this.#wrapped, 1)
    return 1
  }

  readonly #yield: HostFunction = (t) => {
    const lua = this.#lua
    if (this.#isMain(t)) throw new LuaError('attempt to yield from outside a coroutine', { level: 0 })
    if (!lua.isYieldable(t)) throw new LuaError('attempt to yield across a C-call boundary', { level: 0 })
    return lua.yieldValues(t, lua.top(t))
  }

  readonly #running: HostFunction = (t) => {
    this.#lua.pushThread(t, t)
    this.#lua.pushBoolean(t, this.#isMain(t))
    return 2
  }

  readonly #isYieldable: HostFunction = (t) => {
    const lua = this.#lua
    // Lua 5.3 tells it of the running coroutine only.
    const co = lua.version === '5.3' ? t : (lua.toThread(t, 1) ?? t)
    lua.pushBoolean(t, !this.#isMain(co) && lua.isYieldable(co))
    return 1
  }

  readonly #status: HostFunction = (t) => {
    this.#lua.pushText(t, this.#statusOf(this.#at(t), t))
    return 1
  }

  readonly #close: HostFunction = (t) => {
    const lua = this.#lua
    // Where the host waits on its behalf, the engine takes it for suspended.
    const state = this.#statusOf(this.#at(t), t)
    if (state === 'normal' || state === 'running') throw new LuaError(`cannot close a ${state} coroutine`)
    lua.setTop(t, 1)
    lua.pushRef(t, this.#originals.close!)
    lua.insert(t, 1)
    lua.call(t, 1, 2)
    // true, or false and what went wrong.
    if (lua.toBoolean(t, 1)) lua.pop(t, 1)
    return lua.top(t)
  }

  /** The coroutine that is the first argument. */
  #at(t: Thread): Thread {
    const co = this.#lua.toThread(t, 1)
    if (co) return co
    throw this.#lua.version === '5.3' ? new ArgumentError(1, 'thread expected') : wrongType(this.#lua, t, 1, 'thread')
  }

  #isMain(t: Thread): boolean {
    return this.#scheduler.current?.thread === t
  }

  #statusOf(co: Thread, t: Thread) {
    return co !== t && this.#entered.has(co) ? 'normal' : this.#lua.status(co, t)
  }

  #refusal(co: Thread, t: Thread): string | undefined {
    const status = this.#statusOf(co, t)
    if (status === 'suspended') return undefined
    return status === 'dead' ? 'cannot resume dead coroutine' : 'cannot resume non-suspended coroutine'
  }

  #enter(t: Thread, co: Thread, args: number, deliver: (t: Thread, resumed: Resumed) => number): number {
    this.#lua.reserve(co, args)
    this.#lua.move(t, co, args)
    this.#entered.add(co)
    return this.#scheduler.resumeInner(t, co, args, (back, resumed) => {
      this.#entered.delete(co)
      return deliver(back, resumed)
    })
  }

  #take(t: Thread, co: Thread): number {
    const count = this.#lua.resumedValues(co)
    this.#lua.reserve(t, count + 1)
    this.#lua.move(co, t, count)
    return count
  }
}

// As Lua's own auxwrap: what the coroutine has yet to close is closed, where Lua has that, and may fail in its turn;
// a message gets the position of the call that resumed; other values go on as they are.
const raised = (lua: Lua, co: Thread, close: number | undefined): LuaError =>
  new LuaError('error in a coroutine', {
    push: (_, t) => {
      if (close === undefined) lua.move(co, t, 1)
      else {
        lua.pushRef(t, close)
        lua.pushThread(t, co)
        lua.call(t, 1, 2)
        lua.remove(t, -2)
      }
      const where = lua.type(t, -1) === LuaType.string ? lua.where(t, 1) : undefined
      if (!where) return
      lua.pushBytes(t, Buffer.concat([Buffer.from(`${where}: `), lua.toBytes(t, -1)!]))
      lua.remove(t, -2)
    },
  })
