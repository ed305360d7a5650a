import type { Call } from '../host/call.ts'
import { closePending } from './close-pending.ts'
import { LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import type { Exchange } from './exchange.ts'
import type { Printer } from './printer.ts'
import { newRun } from './run.ts'
import type { Scheduler } from './scheduler.ts'
import { tracebackText } from './traceback.ts'

/** Runs functions of a handler after its reply, or beside it shortly before its time is up. */
export class Background {
  readonly #lua: Lua
  readonly #scheduler: Scheduler
  readonly #printer: Printer

  constructor(lua: Lua, scheduler: Scheduler, printer: Printer) {
    this.#lua = lua
    this.#scheduler = scheduler
    this.#printer = printer
  }

  /** Keeps the function that is on top of the stack until the reply is sent. */
  defer(t: Thread, exchange: Exchange): void {
    const ref = this.#lua.ref(t)
    if (exchange.deferred) exchange.deferred.push(ref)
    else {
      exchange.deferred = [ref]
      const { call } = exchange
      ;(call.atEnd ??= []).push(() => {
        for (const left of exchange.deferred!.splice(0)) this.#lua.unref(left)
      })
    }
  }

  /** Runs what was deferred, in its order and one at a time. Never rejects: what fails is written to stderr. */
  async afterReply({ call, deferred = [] }: Exchange): Promise<void> {
    for (let ref = deferred.shift(); ref !== undefined; ref = deferred.shift()) await this.#run(call, ref, 'context:defer')
  }

  /** Runs the function on top of the stack `ms` milliseconds before the deadline, unless the call has ended by then. */
  beforeDeadline(t: Thread, call: Call, ms: number): void {
    const ref = this.#lua.ref(t)
    if (call.deadlineMs === Infinity) return this.#lua.unref(ref)
    let waiting = true
    const timer = setTimeout(() => {
      waiting = false
      void this.#run(call, ref, 'context:on_deadline')
    }, Math.max(0, call.deadlineMs - performance.now() - ms))
    ;(call.atEnd ??= []).push(() => {
      clearTimeout(timer)
      if (waiting) this.#lua.unref(ref)
    })
  }

  async #run(call: Call, ref: number, what: string): Promise<void> {
    const lua = this.#lua
    const t = lua.newThread()
    lua.pushRef(t, ref)
    lua.unref(ref)
    const run = newRun(t, 0, { deadlineMs: call.deadlineMs, call, limit: call.limit })
    const started = this.#scheduler.start(run)
    const outcome = typeof started === 'string' ? started : await started
    if (outcome !== 'done') this.#printer.line(run, 'stderr', Buffer.from(`${what} failed: ${tracebackText(lua, t, errorText(lua, t), 0)}`))
    if (outcome !== 'done') closePending(lua, this.#scheduler, t, call)
    lua.freeThread(t)
  }
}

/** The error value on top of a failed thread, without running any of its methods. */
const errorText = (lua: Lua, t: Thread): string => {
  const type = lua.type(t, -1)
  if (type === LuaType.string || type === LuaType.number) return lua.toText(t, -1)!
  if (type !== LuaType.table) return `error object is a ${lua.typeName(t, -1)} value`
  lua.reserve(t, 2)
  lua.pushKey(t, 'message')
  const text = lua.rawGet(t, -2) === LuaType.string ? lua.toText(t, -1)! : 'error object is a table value'
  lua.pop(t, 1)
  return text
}
