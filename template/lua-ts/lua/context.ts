import type { Call } from '../host/call.ts'
import { pushJson } from '../modules/json.ts'
import type { Background } from './background.ts'
import { LuaError, LuaType } from './engine.ts'
import type { Lua, Thread } from './engine.ts'
import type { Exchange, Exchanges } from './exchange.ts'
import type { ReplyErrors } from './reply-error.ts'
import { hasContentType, headerValues } from './reply-headers.ts'
import type { Scheduler } from './scheduler.ts'
import type { Tapes } from './tapes.ts'

export interface ContextOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly exchanges: Exchanges
  readonly errors: ReplyErrors
  readonly background: Background
  readonly functionName: string
  readonly platform: string
  /** Content-Type of an answer whose handler names none. */
  readonly contentType: string
  readonly tapes: Tapes
}

/** Sends status and headers, if they are not out yet, as the handler set them with `context:status` and `:header`. */
export const sendHead = (exchange: Exchange, contentType: string): void => {
  const { reply } = exchange.call
  if (reply.headSent) return
  const { headers } = exchange
  reply.head(exchange.status ?? 200, hasContentType(headers) ? headers : [...headers, 'Content-Type', contentType])
}

/** Makes the metatable of `context`, the handler's second argument, and returns a reference to it. */
export const contextMetatable = (options: ContextOptions): number => {
  const { lua, exchanges, tapes } = options
  const methods = new Map<string, number>()
  const all = { ...answerMethods(options), ...callMethods(options) }
  const functions = Object.entries(all).map(([name, method]) => [name, (t: Thread) => method(t, exchanges.at(t, 'context'))] as const)
  const { remaining_ms: remaining, ...others } = Object.fromEntries(functions)
  for (const [name, fn] of Object.entries({ ...others, ...tapes.taped('context', { remaining_ms: remaining! }, 'ambient') })) {
    lua.pushFunction(lua.main, fn)
    methods.set(name, lua.ref(lua.main))
  }
  const fields = contextFields(options)
  lua.pushTable(lua.main)
  lua.pushFunction(lua.main, (t) => {
    const name = lua.type(t, 2) === LuaType.string ? lua.toLatin1(t, 2)! : ''
    const method = methods.get(name)
    if (method !== undefined) lua.pushRef(t, method)
    else if (Object.hasOwn(fields, name)) fields[name]!(t, exchanges.at(t, 'context'))
    else pushDetail(lua, t, exchanges.at(t, 'context').call, name)
    return 1
  })
  lua.setField(lua.main, -2, '__index')
  lua.pushText(lua.main, 'context')
  lua.setField(lua.main, -2, '__metatable')
  return lua.ref(lua.main)
}

/** Pushes what the platform tells of the call under this name, nil where it tells nothing. */
const pushDetail = (lua: Lua, t: Thread, { details }: Call, name: string): void => {
  const detail = details !== undefined && Object.hasOwn(details, name) ? details[name] : undefined
  if (detail === undefined) lua.pushNil(t)
  else pushJson(lua, t, JSON.stringify(detail))
}

const contextFields = ({ lua, functionName, platform }: ContextOptions): Record<string, (t: Thread, exchange: Exchange) => void> => ({
  call_id: (t, { call }) => lua.pushText(t, call.id),
  function_name: (t) => lua.pushText(t, functionName),
  platform: (t) => lua.pushText(t, platform),
  deadline: (t, { call }) => {
    const { deadlineMs } = call
    lua.pushFloat(t, deadlineMs === Infinity ? Infinity : (Date.now() + deadlineMs - performance.now()) / 1000)
  },
})

type Method = (t: Thread, exchange: Exchange) => number

/** What a handler answers with. */
const answerMethods = (options: ContextOptions): Record<string, Method> => {
  const { lua, contentType } = options
  return {
    status: (t, exchange) => {
      const status = lua.toNumber(t, 2)
      if (status === undefined || !Number.isInteger(status) || status < 200 || status > 599) {
        throw new LuaError(`bad argument #1 to 'status' (a whole number from 200 to 599 expected, got ${shown(lua, t, 2)})`)
      }
      assertHeadOpen(exchange)
      exchange.status = status
      return 0
    },
    header: (t, exchange) => {
      if (lua.type(t, 2) !== LuaType.string) {
        throw new LuaError(`bad argument #1 to 'header' (string expected, got ${lua.typeName(t, 2)})`)
      }
      assertHeadOpen(exchange)
      const name = lua.toLatin1(t, 2)!
      const values = lua.type(t, 3) > LuaType.nil ? headerValues(lua, t, 3, name) : []
      const others = withoutHeader(exchange.headers, name)
      for (const value of values) others.push(name, value)
      exchange.headers = others
      return 0
    },
    write: (t, exchange) => {
      const type = lua.type(t, 2)
      if (type !== LuaType.string && type !== LuaType.number) {
        throw new LuaError(`bad argument #1 to 'write' (string expected, got ${lua.typeName(t, 2)})`)
      }
      sendHead(exchange, contentType)
      return written(options, t, exchange, lua.toBytes(t, 2)!)
    },
    flush: (_, exchange) => {
      sendHead(exchange, contentType)
      return 0
    },
  }
}

/** Writes a piece of the answer and waits until there is room for the next. */
const written = ({ scheduler, errors }: ContextOptions, t: Thread, exchange: Exchange, bytes: Uint8Array): number => {
  if (bytes.length === 0) return 0
  let room
  try {
    room = exchange.call.reply.write(bytes)
  } catch (error) {
    throw errors.from(error)
  }
  if (!room) return 0
  return scheduler.waitFor(t, room.catch((error: unknown) => { throw errors.from(error) }), () => 0)
}

/** What a handler does about its call's time and end. */
const callMethods = ({ lua, background }: ContextOptions): Record<string, Method> => ({
  aborted: (t, { call }) => {
    lua.pushBoolean(t, call.aborted)
    return 1
  },
  defer: (t, exchange) => {
    assertFunction(lua, t, 2, 1, 'defer')
    background.defer(t, exchange)
    return 0
  },
  on_deadline: (t, { call }) => {
    const ms = lua.toNumber(t, 2)
    if (ms === undefined || !(ms >= 0)) throw new LuaError(`bad argument #1 to 'on_deadline' (milliseconds from 0 expected, got ${shown(lua, t, 2)})`)
    assertFunction(lua, t, 3, 2, 'on_deadline')
    background.beforeDeadline(t, call, ms)
    return 0
  },
  remaining_ms: (t, { call }) => {
    lua.pushNumber(t, Math.max(0, Math.floor(call.deadlineMs - performance.now())))
    return 1
  },
})

const shown = (lua: Lua, t: Thread, index: number): string =>
  lua.type(t, index) === LuaType.none ? 'no value' : Buffer.from(lua.display(t, index)).toString()

/** Leaves the function at `index` on top of the stack. @throws LuaError when it is none */
const assertFunction = (lua: Lua, t: Thread, index: number, argument: number, name: string): void => {
  if (lua.type(t, index) !== LuaType.function) throw new LuaError(`bad argument #${argument} to '${name}' (function expected, got ${shown(lua, t, index)})`)
  lua.pushValue(t, index)
}

const assertHeadOpen = (exchange: Exchange): void => {
  if (exchange.call.reply.headSent) throw new LuaError('status and headers are already sent; set them before the first context:write')
}

const withoutHeader = (headers: readonly string[], name: string): string[] => {
  const lower = name.toLowerCase()
  return headers.filter((_, i) => headers[i - (i % 2)]!.toLowerCase() !== lower)
}
