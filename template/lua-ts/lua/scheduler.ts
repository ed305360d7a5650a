import { LuaError, Resumed, type HostFunction, type Lua, type Thread } from './engine.ts'
import { newRun, type Outcome, type Run, type RunOptions } from './run.ts'

/** Says what a host call leaves on the stack when its run goes on (how many values), or throws in its place. */
export type Settle = (results: HostFunction) => void

/** Starts a host call and settles it, now or later. Returns what gives the call up, if that can be done. */
export type HostCall = (settle: Settle) => (() => void) | undefined

/** Told when Lua runs on this thread of the process, so that another one can see that it never comes back. */
export interface Beat {
  /** A slice begins, of a run that must end by `deadlineMs` of `performance.now()`. */
  begin(deadlineMs: number): void
  end(): void
}

export interface SchedulerOptions {
  readonly lua: Lua
  /** Longest time that one run keeps the event loop, in milliseconds. */
  readonly sliceMs: number
  readonly beat: Beat
  /** Called whenever a slice ended before its run did. */
  readonly sliced: () => void
}

const cannotWait =
  'attempt to wait inside a function that Lua calls back from C (a sort order, a gsub replacement); ' +
  'make the call before, and use its result there'

/** Runs many Lua threads on one state: each until it waits, ends, or has had its time slice. */
export class Scheduler {
  readonly #lua: Lua
  readonly #sliceMs: number
  readonly #beat: Beat
  readonly #sliced: () => void
  /** Runs that can go on at once: new ones, and those whose host call has ended. */
  readonly #ready: Run[] = []
  /** Runs that used up their slice. They go on one at a time, after the ready ones. */
  readonly #spent: Run[] = []
  /** Threads that yielded to the scheduler, not to the Lua code that resumed them. */
  readonly #outward = new Set<Thread>()
  #scheduled = false
  #sliceEndMs = 0
  #memoryCheckMs = 0
  #current: Run | undefined

  constructor({ lua, sliceMs, beat, sliced }: SchedulerOptions) {
    this.#lua = lua
    this.#sliceMs = sliceMs
    this.#beat = beat
    this.#sliced = sliced
    lua.setTick(lua.main, this.#tick, lua.tickInstructions)
  }

  /** The run whose Lua is executing. Only meaningful inside a host function. */
  get current(): Run | undefined {
    return this.#current
  }

  /**
   * Starts a run. Returns its outcome if it ended at once, else a promise of it.
   * The results, or the error value, are left on the run's thread.
   */
  start(run: Run): Outcome | Promise<Outcome> {
    this.#goOn(run)
    return run.outcome ?? new Promise((resolve) => { run.ended = resolve })
  }

  /** Runs a thread to its end at once, for the host's own sake: it can't wait, but has a deadline. Not while Lua runs. */
  finish(thread: Thread, args: number, options: RunOptions): Outcome {
    const run = newRun(thread, args, options)
    run.pinned = 1
    this.#step(run)
    return run.outcome!
  }

  /**
   * Makes a host function wait without blocking: `return` what this returns.
   * @throws LuaError when the run can't wait here, or its deadline has passed
   */
  wait(t: Thread, call: HostCall): number {
    const run = this.#current
    if (!run) throw new LuaError('attempt to wait outside a call')
    this.#check(run)
    if (run.pinned > 0 || !this.#lua.isYieldable(t)) throw new LuaError(cannotWait)
    const cancel = call((results) => this.#settle(run, results))
    if (run.result) return this.#resultOf(run, t)
    run.cancel = cancel
    run.waiting = true
    this.#outward.add(t)
    return this.#lua.yield(t, this.#continue)
  }

  /** As `wait`, for a promise: `push` leaves what it resolves to; what it rejects with is raised. */
  waitFor<T>(t: Thread, promise: Promise<T>, push: (thread: Thread, value: T) => number): number {
    let heard = false
    try {
      return this.wait(t, (settle) => {
        heard = true
        promise.then((value) => settle((thread) => push(thread, value)), (error: unknown) => settle(() => { throw error }))
        return undefined
      })
    } finally {
      // The run may not wait, or no longer: a rejection that nobody hears would end the process.
      if (!heard) promise.catch(() => {})
    }
  }

  /**
   * Resumes a thread of user code on behalf of `t`; what the scheduler wants of it passes through `t` unseen.
   * `deliver` gets how it really came back.
   */
  resumeInner(t: Thread, inner: Thread, args: number, deliver: (t: Thread, resumed: Resumed) => number): number {
    const run = this.#current!
    const pinned = this.#lua.isYieldable(t) ? 0 : 1
    run.pinned += pinned
    const resumed = this.#lua.resume(inner, t, args)
    run.pinned -= pinned
    // The loop that made the inner thread must not make another: it ends at its next instruction, not its next tick.
    if (run.killed) this.#lua.setTick(t, this.#tick, 1)
    if (resumed !== Resumed.yielded || !this.#outward.delete(inner)) return deliver(t, resumed)
    this.#outward.add(t)
    return this.#lua.yield(t, (again) => this.resumeInner(again, inner, 0, deliver))
  }

  readonly #continue = (t: Thread): number => this.#resultOf(this.#current!, t)

  #resultOf(run: Run, t: Thread): number {
    const { result } = run
    run.result = undefined
    if (run.killed) this.#raise(run, t)
    return result!(t)
  }

  #settle(run: Run, results: HostFunction): void {
    if (run.result || run.outcome) return
    run.result = run.heard ? run.heard(results) : results
    if (!run.waiting) return
    run.waiting = false
    run.cancel = undefined
    this.#goOn(run)
  }

  #goOn(run: Run): void {
    if (this.#current || this.#ready.length > 0 || this.#spent.length > 0) this.#enqueue(this.#ready, run)
    else this.#step(run)
  }

  #enqueue(queue: Run[], run: Run): void {
    queue.push(run)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#turn)
  }

  /** One turn of the event loop: the ready runs for the length of a slice, then one that has used up its own. */
  readonly #turn = (): void => {
    const endMs = performance.now() + this.#sliceMs
    let run = this.#ready.shift()
    while (run) {
      this.#step(run)
      run = performance.now() < endMs ? this.#ready.shift() : undefined
    }
    const spent = this.#spent.shift()
    if (spent) this.#step(spent)
    this.#scheduled = this.#ready.length > 0 || this.#spent.length > 0
    if (this.#scheduled) setImmediate(this.#turn)
  }

  #step(run: Run): void {
    this.#current = run
    this.#sliceEndMs = performance.now() + this.#sliceMs
    this.#beat.begin(run.deadlineMs)
    const resumed = this.#resume(run)
    this.#beat.end()
    this.#current = undefined
    run.args = 0
    if (resumed !== Resumed.yielded) return this.#end(run, resumed === Resumed.done ? 'done' : 'failed')
    this.#outward.delete(run.thread)
    if (run.waiting) return this.#arm(run)
    this.#sliced()
    this.#enqueue(this.#spent, run)
  }

  #resume(run: Run): Resumed {
    try {
      return this.#lua.resume(run.thread, this.#lua.main, run.args)
    } catch (error) {
      // Lua's own errors don't come this way: the machine itself is broken, and with it every other run. Thrown where
      // nobody can catch it, this ends the process, whose platform starts another.
      queueMicrotask(() => { throw error })
      throw error
    }
  }

  #end(run: Run, outcome: Outcome): void {
    clearTimeout(run.timer)
    run.outcome = run.killed ? 'deadline' : outcome
    if (run.held) for (const release of run.held) release()
    run.ended?.(run.outcome)
  }

  /** A waiting run has no ticks, so a timer looks after its deadline. */
  #arm(run: Run): void {
    if (run.timer || run.deadlineMs === Infinity) return
    run.timer = setTimeout(() => this.#expire(run), Math.max(0, run.deadlineMs - performance.now()))
  }

  #expire(run: Run): void {
    if (!run.waiting) return
    run.killed = deadlinePassed(run)
    run.cancel?.()
    this.#settle(run, noResults)
  }

  #check(run: Run): void {
    if (!run.killed && performance.now() < run.deadlineMs) return
    run.killed ??= deadlinePassed(run)
    throw run.killed
  }

  /** Raises the reason to stop; from here on every instruction does, so that no loop of pcall outlives it. */
  #raise(run: Run, t: Thread): never {
    this.#lua.setTick(t, this.#tick, 1)
    throw run.killed
  }

  #checkMemory(nowMs: number): void {
    this.#memoryCheckMs = nowMs + memoryCheckMs
    if (this.#lua.overLimit()) throw new LuaError('not enough memory', { level: 0 })
  }

  readonly #tick = (t: Thread): void => {
    const run = this.#current
    if (!run) return
    const nowMs = performance.now()
    if (run.killed || nowMs >= run.deadlineMs) {
      run.killed ??= deadlinePassed(run)
      this.#raise(run, t)
    }
    if (nowMs >= this.#memoryCheckMs) this.#checkMemory(nowMs)
    if (nowMs < this.#sliceEndMs || run.pinned > 0 || !this.#lua.isYieldable(t)) return
    this.#outward.add(t)
    this.#lua.yieldFromTick(t)
  }
}

const memoryCheckMs = 2
const noResults: HostFunction = () => 0
const deadlinePassed = ({ limit }: Run): LuaError => new LuaError(`${limit} exceeded`)
