import { dirname } from 'node:path'
import type { Invoke } from '../host/call.ts'
import { LoadError } from '../host/errors.ts'
import type { Log } from '../host/log.ts'
import type { RegistrySource } from '../host/metrics.ts'
import type { Settings } from '../host/settings.ts'
import type { ModuleHost } from '../modules/module-host.ts'
import { moduleLoaders } from '../modules/module-table.ts'
import { Background } from './background.ts'
import { contextMetatable } from './context.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { Events } from './event.ts'
import { Exchanges } from './exchange.ts'
import { handlerInvoke, tracebackOf } from './handler.ts'
import { isolation } from './isolation.ts'
import type { Isolate } from './isolation.ts'
import { installLibrary, preload } from './library.ts'
import type { Prelude } from './library.ts'
import type { Environment } from './os-library.ts'
import { Printer } from './printer.ts'
import { Replies } from './reply.ts'
import { replyErrors } from './reply-error.ts'
import { newRun } from './run.ts'
import { Scheduler } from './scheduler.ts'
import type { Beat } from './scheduler.ts'
import { SourceFiles } from './source-files.ts'
import { noTapes } from './tapes.ts'
import type { Tapes, Taping } from './tapes.ts'

export interface LuaStageOptions {
  readonly lua: Lua
  readonly settings: Settings
  readonly log: Log
  /** Left out where the platform itself ends a process that doesn't come back. */
  readonly beat?: Beat
  readonly environment: Environment
  /** Name of the platform, for `context.platform`. */
  readonly platform: string
  readonly sliced?: () => void
  readonly handled?: (seconds: number) => void
  /** Where the handler's own metrics go; one that nobody reads when left out. */
  readonly registry?: RegistrySource
  /** Keeps the function's calls, or runs one again that was kept. */
  readonly taping?: ((lua: Lua, scheduler: Scheduler) => Taping) | undefined
  /** What modules use of a host that tests functions. */
  readonly testing?: ModuleHost['testing']
  /** Prepares the state further, before any code of the function runs: loaders of modules besides the host's own. */
  readonly modules?: (host: ModuleHost, files: SourceFiles) => Readonly<Record<string, HostFunction>>
}

const nothing = (): void => {}
const unreadRegistry: RegistrySource = async () => new (await import('prom-client')).Registry()
const noBeat: Beat = { begin: nothing, end: nothing }

/** A Lua state with the host's library in it, and what every piece of Lua that runs there needs. */
export interface LuaStage {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly printer: Printer
  readonly settings: Settings
  readonly files: SourceFiles
  readonly prelude: Prelude
  /** Makes handlers with globals of their own for each request; undefined when they share them. */
  readonly isolate: Isolate | undefined
  readonly taping: Taping | undefined
}

/** Makes a new state ready for the code of a function. */
export const luaStage = (options: LuaStageOptions): LuaStage => {
  const { lua, settings, log, beat = noBeat, sliced = nothing, environment, registry = unreadRegistry, testing } = options
  const scheduler = new Scheduler({ lua, sliceMs: settings.luaSliceMs, beat, sliced })
  const taping = options.taping?.(lua, scheduler)
  const tapes: Tapes = taping ?? noTapes
  const printer = new Printer(log)
  const files = new SourceFiles(dirname(settings.luaHandler), lua.version)
  const globalWritten = (name: string, traceback: string) =>
    log.host(`Global "${name}" written in a request; other requests see it: make it local, or set lua_globals=allow${traceback}`, scheduler.current?.call?.id)
  lua.limitStrings(settings.luaMaxStringBytes)
  const prelude = installLibrary({ lua, scheduler, printer, files, environment, tapes, maxStringBytes: settings.luaMaxStringBytes, globalWritten })
  const host: ModuleHost = { lua, scheduler, settings, environment, log, registry, tapes, ...(testing && { testing }) }
  preload(lua, moduleLoaders(host))
  if (options.modules) preload(lua, options.modules(host, files))
  const isolate = settings.luaIsolation === 'request' ? isolation(lua, files) : undefined
  return { lua, scheduler, printer, settings, files, prelude, isolate, taping }
}

/** What makes calls into runs of a handler, which is given as a reference. Call it once for a stage. */
export const stageInvokes = (options: LuaStageOptions, stage: LuaStage): ((handler: number) => Invoke) => {
  const { settings, platform, handled = nothing } = options
  const { lua, scheduler, printer, prelude, taping } = stage
  const exchanges = new Exchanges(lua)
  const errors = replyErrors(lua)
  const shared = { lua, scheduler, exchanges, errors, background: new Background(lua, scheduler, printer) }
  const events = new Events({ ...shared, maxBodyBytes: settings.luaMaxBodyBytes }, { pairs: prelude.eventPairs, chunks: prelude.eventChunks })
  prelude.setEventFields(events.fieldsOf)
  const { contentType, functionName } = settings
  const context = contextMetatable({ ...shared, functionName, platform, contentType, tapes: taping ?? noTapes })
  const replies = new Replies(lua, scheduler, contentType)
  return (handler) => {
    const invoke = handlerInvoke({ ...shared, replies, handled, handler, event: events.metatable, context, stream: prelude.stream })
    return taping ? taping.wrap(invoke) : invoke
  }
}

/** Has new globals of requests caught, unless they are allowed or seen by nobody else. */
export const guardGlobals = ({ lua, prelude, settings, isolate }: LuaStage): void => {
  if (settings.luaGlobals === 'allow' || isolate !== undefined) return
  lua.pushRef(lua.main, prelude.guardGlobals)
  lua.pushText(lua.main, settings.luaGlobals)
  lua.call(lua.main, 1, 0)
}

/** Runs the function on top of a new thread, not as a call; the caller frees the thread. @throws LoadError that begins with `what` */
export const runToEnd = async ({ lua, scheduler, settings }: LuaStage, t: Thread, what: string): Promise<void> => {
  const limitMs = settings.luaLoadTimeoutMs || Infinity
  const run = newRun(t, 0, { deadlineMs: performance.now() + limitMs, limit: 'lua_load_timeout' })
  const outcome = await scheduler.start(run)
  if (outcome !== 'done') throw new LoadError(`${what}: ${tracebackOf(lua, scheduler, t)}`)
}
