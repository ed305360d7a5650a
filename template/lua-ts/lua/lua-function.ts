import { statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Registry } from 'prom-client'
import type { Invoke } from '../host/call.ts'
import { LoadError } from '../host/errors.ts'
import type { Log } from '../host/log.ts'
import type { Settings } from '../host/settings.ts'
import { moduleLoaders } from '../modules/module-table.ts'
import { Background } from './background.ts'
import { contextMetatable } from './context.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { Events } from './event.ts'
import { Exchanges } from './exchange.ts'
import { handlerInvoke, tracebackOf } from './handler.ts'
import { readHooks } from './hooks.ts'
import { isolation } from './isolation.ts'
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

export interface LuaFunctionOptions {
  readonly lua: Lua
  readonly settings: Settings
  readonly log: Log
  readonly beat: Beat
  readonly environment: Environment
  /** Name of the platform, for `context.platform`. */
  readonly platform: string
  readonly sliced: () => void
  readonly handled: (seconds: number) => void
  /** What the handler is called in a table that the file returns, or among the globals of one that returns nothing. */
  readonly entry?: string | undefined
  /** Where the handler's own metrics go. */
  readonly registry: Registry
  /** Loaders of modules besides the host's own. */
  readonly modules?: (lua: Lua, scheduler: Scheduler) => Readonly<Record<string, HostFunction>>
}

/** A function whose handler is loaded and warm. */
export interface LuaFunction {
  readonly invoke: Invoke
  /** Asks the function's own `ready`; undefined when it has none. */
  readonly ready: (() => Promise<boolean>) | undefined
  /** Runs the function's own `shutdown`, if it has one. Never rejects: what fails is logged. */
  shutdown(): Promise<void>
  /** Runs another Lua file of the function's folder. @throws LoadError with the Lua traceback */
  runFile(file: string): Promise<void>
  close(): void
}

/**
 * Loads the handler file into a new Lua state and keeps it warm.
 * @throws LoadError that says what is wrong with the file, with the Lua traceback
 */
export const luaFunction = async (options: LuaFunctionOptions): Promise<LuaFunction> => {
  const { lua, settings, log, beat, sliced, environment } = options
  const scheduler = new Scheduler({ lua, sliceMs: settings.luaSliceMs, beat, sliced })
  const printer = new Printer(log)
  const files = new SourceFiles(dirname(settings.luaHandler), lua.version)
  const globalWritten = (name: string, traceback: string) =>
    log.host(`Global "${name}" written in a request; other requests see it: make it local, or set lua_globals=allow${traceback}`, scheduler.current?.call?.id)
  lua.limitStrings(settings.luaMaxStringBytes)
  const prelude = installLibrary({ lua, scheduler, printer, files, environment, maxStringBytes: settings.luaMaxStringBytes, globalWritten })
  preload(lua, moduleLoaders({ lua, scheduler, settings, environment, log, registry: options.registry }))
  if (options.modules) preload(lua, options.modules(lua, scheduler))
  const stage: Stage = { lua, scheduler, printer, settings }
  const isolate = settings.luaIsolation === 'request' ? isolation(lua, files) : undefined

  const hooks = readHooks(lua, await loadFile(stage, files), options.entry)
  if (hooks.init !== undefined) await runHook(stage, hooks.init, 'init')
  guardGlobals(lua, prelude, isolate === undefined ? settings.luaGlobals : 'allow')
  if (settings.luaMemoryLimitBytes < Infinity) lua.limitMemory(settings.luaMemoryLimitBytes)

  return {
    invoke: assembled(options, stage, prelude, isolate?.(basename(settings.luaHandler), options.entry ?? 'handler') ?? hooks.handler),
    ready: hooks.ready === undefined ? undefined : () => isReady(stage, log, hooks.ready!),
    async shutdown() {
      if (hooks.shutdown === undefined) return
      await runHook(stage, hooks.shutdown, 'shutdown').catch((error: Error) => log.host(error.message))
    },
    runFile: async (file) => lua.freeThread(await runFile(stage, files, file, `Cannot run "${file}"`)),
    close: () => lua.close(),
  }
}

/** What every piece of Lua that the host runs needs. */
interface Stage {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly printer: Printer
  readonly settings: Settings
}

const assembled = (options: LuaFunctionOptions, stage: Stage, prelude: Prelude, handler: number): Invoke => {
  const { settings, platform, handled } = options
  const { lua, scheduler, printer } = stage
  const exchanges = new Exchanges(lua)
  const errors = replyErrors(lua)
  const shared = { lua, scheduler, exchanges, errors, background: new Background(lua, scheduler, printer) }
  const events = new Events({ ...shared, maxBodyBytes: settings.luaMaxBodyBytes }, { pairs: prelude.eventPairs, chunks: prelude.eventChunks })
  prelude.setEventFields(events.fieldsOf)
  const { contentType, functionName } = settings
  const context = contextMetatable({ ...shared, functionName, platform, contentType })
  const replies = new Replies(lua, scheduler, contentType)
  return handlerInvoke({ ...shared, replies, handled, handler, event: events.metatable, context, stream: prelude.stream })
}

/** Runs the function on top of a new thread; the caller frees the thread. @throws LoadError */
const runToEnd = async ({ lua, scheduler, settings }: Stage, t: Thread, what: string): Promise<void> => {
  const limitMs = settings.luaLoadTimeoutMs || Infinity
  const run = newRun(t, 0, { deadlineMs: performance.now() + limitMs, limit: 'lua_load_timeout' })
  const outcome = await scheduler.start(run)
  if (outcome !== 'done') throw new LoadError(`${what}: ${tracebackOf(lua, scheduler, t)}`)
}

/** Runs the handler file and returns a thread with the value that it returned. */
const loadFile = async (stage: Stage, files: SourceFiles): Promise<Thread> => {
  const file = stage.settings.luaHandler
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new LoadError(`Cannot load "${file}": there is no such file; set lua_handler to the file that returns the handler`, { kind: 'missing' })
  }
  return await runFile(stage, files, basename(file), `Cannot load "${file}"`)
}

/** Runs a file of the function and returns a thread with what it returned; `what` begins the message of an error. */
const runFile = async (stage: Stage, files: SourceFiles, file: string, what: string): Promise<Thread> => {
  const { lua } = stage
  const t = lua.newThread()
  try {
    files.compile(lua, t, file)
  } catch (cause) {
    throw new LoadError(`${what}: ${(cause as Error).message}`, { kind: 'syntax', cause })
  }
  await runToEnd(stage, t, what)
  return t
}

const runHook = async (stage: Stage, hook: number, name: string): Promise<void> => {
  const t = stage.lua.newThread()
  stage.lua.pushRef(t, hook)
  try {
    await runToEnd(stage, t, `The handler's ${name} failed`)
  } finally {
    stage.lua.freeThread(t)
  }
}

const isReady = async (stage: Stage, log: Log, hook: number): Promise<boolean> => {
  const { lua } = stage
  const t = lua.newThread()
  lua.pushRef(t, hook)
  try {
    await runToEnd(stage, t, 'The handler\'s ready failed')
    return lua.top(t) > 0 && lua.toBoolean(t, 1)
  } catch (error) {
    log.host((error as Error).message)
    return false
  } finally {
    lua.freeThread(t)
  }
}

const guardGlobals = (lua: Lua, prelude: Prelude, mode: Settings['luaGlobals']): void => {
  if (mode === 'allow') return
  lua.pushRef(lua.main, prelude.guardGlobals)
  lua.pushText(lua.main, mode)
  lua.call(lua.main, 1, 0)
}
