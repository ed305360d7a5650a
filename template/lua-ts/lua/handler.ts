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
import type { Outcome, Run } from './run.ts'
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

/** Answers calls by running the handler, each call on a Lua thread of its own. */
export const handlerInvoke = (options: HandlerOptions): Invoke => {
  const { lua, scheduler, exchanges, replies, handled } = options

  const finish = async (run: Run): Promise<Outcome> => {
    const outcome = scheduler.start(run)
    return typeof outcome === 'string' ? outcome : await outcome
  }

  const freeThread = (t: Thread, call: Call, outcome: Outcome | undefined): void => {
    if (outcome === 'failed' || outcome === 'deadline') closePending(lua, scheduler, t, call)
    lua.freeThread(t)
  }

  const stream = async (from: Thread, id: number, call: Call): Promise<void> => {
    // Nobody would see the pieces, and nobody would stop a function that never comes to an end.
    if (call.event.method === 'HEAD') return call.reply.end()
    const t = lua.newThread()
    let outcome: Outcome | undefined
    try {
      lua.pushRef(t, options.stream)
      lua.move(from, t, 1)
      exchanges.push(t, id, options.context)
      const run = newRun(t, 2, { deadlineMs: call.deadlineMs, call, limit: call.limit })
      outcome = await finish(run)
      if (outcome !== 'done') throw failureOf(lua, scheduler, t, call, outcome)
      call.reply.end()
    } finally {
      freeThread(t, call, outcome)
    }
  }

  return async (call) => {
    const exchange = new Exchange(call)
    const id = exchanges.open(exchange)
    const t = lua.newThread()
    let outcome: Outcome | undefined
    try {
      lua.pushRef(t, options.handler)
      if (call.message === undefined) exchanges.push(t, id, options.event)
      else pushEvent(lua, t, call.message)
      exchanges.push(t, id, options.context)
      const run = newRun(t, 2, { deadlineMs: call.deadlineMs, call, limit: call.limit })
      const startedMs = performance.now()
      const started = scheduler.start(run)
      outcome = typeof started === 'string' ? started : await started
      handled((performance.now() - startedMs) / 1000)
      const more = outcome === 'done' ? replies.send(t, exchange) : sentError(t, exchange, outcome)
      if (more) await stream(t, id, call)
      if (exchange.deferred) await options.background.afterReply(exchange)
    } finally {
      freeThread(t, call, outcome)
      exchanges.close(id)
      if (call.atEnd) for (const end of call.atEnd.splice(0)) end()
    }
  }

  function sentError(t: Thread, exchange: Exchange, outcome: Outcome): boolean {
    if (outcome === 'failed' && exchange.call.message === undefined && !exchange.call.reply.headSent) {
      const more = replies.sendError(t, exchange, -1)
      if (more !== undefined) return more
    }
    throw failureOf(lua, scheduler, t, exchange.call, outcome)
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
