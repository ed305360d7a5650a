import type { Call, Invoke } from '../host/call.ts'
import { AbortedError, BadRequestError, DeadlineError, HandlerError } from '../host/errors.ts'
import { JsonError } from '../modules/json.ts'
import { closePending } from './close-pending.ts'
import type { Background } from './background.ts'
import type { Lua, Thread } from './engine.ts'
import { LuaType } from './engine.ts'
import { Exchange } from './exchange.ts'
import type { Exchanges } from './exchange.ts'
import { pushMessage } from './message.ts'
import type { Replies } from './reply.ts'
import { newRun } from './run.ts'
import type { Outcome } from './run.ts'
import type { Scheduler } from './scheduler.ts'
import { shownValue } from './shown-value.ts'
import { tracebackText } from './traceback.ts'

export interface HandlerOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly exchanges: Exchanges
  readonly replies: Replies
  readonly background: Background
  /** References: the handler, the metatables of its two arguments, the prelude's `stream`. */
  readonly handler: number
  readonly event: number
  readonly context: number
  readonly stream: number
  /** Told how long each handler took, in seconds. */
  readonly handled: (seconds: number) => void
}

/** A call whose handler has a thread. */
interface Running {
  readonly call: Call
  readonly exchange: Exchange
  readonly id: number
  readonly t: Thread
  readonly startedMs: number
  outcome: Outcome | undefined
}

/** Answers calls by running the handler, each call on a Lua thread of its own. */
export const handlerInvoke = (options: HandlerOptions): Invoke => {
  const handler = new Handler(options)
  return (call) => handler.answer(call)
}

class Handler {
  readonly #options: HandlerOptions
  readonly #lua: Lua
  readonly #scheduler: Scheduler

  constructor(options: HandlerOptions) {
    this.#options = options
    this.#lua = options.lua
    this.#scheduler = options.scheduler
  }

  answer(call: Call): void | Promise<void> {
    let running: Running | undefined
    let rest: void | Promise<void>
    try {
      running = this.#begin(call)
      const outcome = this.#start(running)
      rest = typeof outcome === 'string' ? this.#send(running, outcome) : this.#sendLater(running, outcome)
    } catch (error) {
      rest = Promise.reject(error)
    }
    return rest === undefined ? this.#end(running) : rest.finally(() => this.#end(running))
  }

  #begin(call: Call): Running {
    const exchange = new Exchange(call)
    const t = this.#lua.newThread()
    return { call, exchange, id: this.#options.exchanges.open(exchange), t, startedMs: performance.now(), outcome: undefined }
  }

  #start({ call, id, t }: Running): Outcome | Promise<Outcome> {
    const { exchanges, handler, event, context } = this.#options
    this.#lua.pushRef(t, handler)
    if (call.message === undefined) exchanges.push(t, id, event)
    else pushEvent(this.#lua, t, call.message)
    exchanges.push(t, id, context)
    return this.#run(t, call)
  }

  /** Calls the function below the two values on top of `t` with these. */
  #run(t: Thread, call: Call): Outcome | Promise<Outcome> {
    return this.#scheduler.start(newRun(t, 2, { deadlineMs: call.deadlineMs, call, limit: call.limit }))
  }

  #send(running: Running, outcome: Outcome): void | Promise<void> {
    const { t, exchange, startedMs } = running
    running.outcome = outcome
    this.#options.handled((performance.now() - startedMs) / 1000)
    const more = outcome === 'done' ? this.#options.replies.send(t, exchange) : this.#sendError(t, exchange, outcome)
    if (more || exchange.deferred) return this.#sendRest(running, more)
  }

  async #sendLater(running: Running, outcome: Promise<Outcome>): Promise<void> {
    return this.#send(running, await outcome)
  }

  #sendError(t: Thread, exchange: Exchange, outcome: Outcome): boolean {
    if (outcome === 'failed' && exchange.call.message === undefined && !exchange.call.reply.headSent) {
      const more = this.#options.replies.sendError(t, exchange, -1)
      if (more !== undefined) return more
    }
    throw failureOf(this.#lua, this.#scheduler, t, exchange.call, outcome)
  }

  async #sendRest({ t, id, call, exchange }: Running, more: boolean): Promise<void> {
    if (more) await this.#stream(t, id, call)
    if (exchange.deferred) await this.#options.background.afterReply(exchange)
  }

  async #stream(from: Thread, id: number, call: Call): Promise<void> {
    // Nobody would see the pieces, and nobody would stop a function that never comes to an end.
    if (call.event.method === 'HEAD') return call.reply.end()
    const lua = this.#lua
    const t = lua.newThread()
    let outcome: Outcome | undefined
    try {
      lua.pushRef(t, this.#options.stream)
      lua.move(from, t, 1)
      this.#options.exchanges.push(t, id, this.#options.context)
      outcome = await this.#run(t, call)
      if (outcome !== 'done') throw failureOf(lua, this.#scheduler, t, call, outcome)
      call.reply.end()
    } finally {
      this.#freeThread(t, call, outcome)
    }
  }

  #end(running: Running | undefined): void {
    if (running === undefined) return
    const { t, id, call, outcome } = running
    this.#freeThread(t, call, outcome)
    this.#options.exchanges.close(id)
    if (call.atEnd) for (const each of call.atEnd.splice(0)) each()
  }

  #freeThread(t: Thread, call: Call, outcome: Outcome | undefined): void {
    if (outcome === 'failed' || outcome === 'deadline') closePending(this.#lua, this.#scheduler, t, call)
    this.#lua.freeThread(t)
  }
}

/** Pushes the value of an event that is no request; nothing and `null` are nil. @throws BadRequestError */
const pushEvent = (lua: Lua, t: Thread, message: Uint8Array): void => {
  if (message.length === 0) return lua.pushNil(t)
  try {
    pushMessage(lua, t, message)
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause
    throw new BadRequestError(`The event is not JSON: ${cause.message}`, { cause })
  }
  if (lua.type(t, -1) !== LuaType.lightUserdata) return
  lua.pop(t, 1)
  lua.pushNil(t)
}

/** Why a run has no reply. */
export const failureOf = (lua: Lua, scheduler: Scheduler, t: Thread, call: Call, outcome: Outcome): Error => {
  const text = errorText(lua, scheduler, t)
  const traceback = tracebackText(lua, t, text, 0)
  if (outcome === 'deadline') return new DeadlineError(traceback)
  if (call.aborted) return new AbortedError('client disconnected')
  return new HandlerError(text, traceback)
}

const errorText = (lua: Lua, scheduler: Scheduler, t: Thread): string => {
  const type = lua.type(t, -1)
  if (type === LuaType.string || type === LuaType.number) return lua.toText(t, -1)!
  if (type === LuaType.table || type === LuaType.userdata) return `error object: ${shownValue(lua, scheduler, t, -1)}`
  return `error object is a ${lua.typeName(t, -1)} value`
}

/** The message and the calls that led to it, as `lua` itself prints them. */
export const tracebackOf = (lua: Lua, scheduler: Scheduler, t: Thread): string =>
  tracebackText(lua, t, errorText(lua, scheduler, t), 0)
