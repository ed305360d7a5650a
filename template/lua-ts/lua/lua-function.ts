import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Invoke } from '../host/call.ts'
import { LoadError } from '../host/errors.ts'
import type { Log } from '../host/log.ts'
import type { Thread } from './engine.ts'
import { readHooks } from './hooks.ts'
import { guardGlobals, luaStage, runToEnd, stageInvokes } from './lua-stage.ts'
import type { LuaStage, LuaStageOptions } from './lua-stage.ts'

export interface LuaFunctionOptions extends LuaStageOptions {
  /** What the handler is called in a table that the file returns, or among the globals of one that returns nothing. */
  readonly entry?: string | undefined
}

/** A function whose handler is loaded and warm. */
export interface LuaFunction {
  readonly invoke: Invoke
  /** Asks the function's own `ready`; undefined when it has none. */
  readonly ready: (() => Promise<boolean>) | undefined
  /** Whether the function has a `shutdown` of its own. */
  readonly hasShutdown: boolean
  /** Runs the function's own `shutdown`, if it has one, and ends what is being written. Never rejects: what fails is logged. */
  shutdown(): Promise<void>
  close(): void
}

/**
 * Loads the handler file into a new Lua state and keeps it warm.
 * @throws LoadError that says what is wrong with the file, with the Lua traceback
 */
export const luaFunction = async (options: LuaFunctionOptions): Promise<LuaFunction> => {
  const { lua, settings, log } = options
  const stage = luaStage({ ...options, taping: options.taping ?? (await recording(options)) })
  const hooks = readHooks(lua, await loadFile(stage), options.entry)
  if (hooks.init !== undefined) await runHook(stage, hooks.init, 'init')
  guardGlobals(stage)
  stage.taping?.loaded()
  if (settings.luaMemoryLimitBytes < Infinity) lua.limitMemory(settings.luaMemoryLimitBytes)
  const handler = stage.isolate?.(basename(settings.luaHandler), options.entry ?? 'handler') ?? hooks.handler
  return {
    invoke: stageInvokes(options, stage)(handler),
    ready: hooks.ready === undefined ? undefined : () => isReady(stage, log, hooks.ready!),
    hasShutdown: hooks.shutdown !== undefined,
    async shutdown() {
      if (hooks.shutdown !== undefined) await runHook(stage, hooks.shutdown, 'shutdown').catch((error: Error) => log.host(error.message))
      await stage.taping?.settled()
    },
    close: () => lua.close(),
  }
}

/** What keeps calls, where the settings ask for it; its modules are loaded only then. */
const recording = async ({ settings, log, platform }: LuaFunctionOptions): Promise<LuaFunctionOptions['taping']> => {
  if (settings.luaRecord === 'off') return undefined
  const { recorder } = await import('./recorder.ts')
  return (lua, scheduler) => recorder({ lua, scheduler, settings, log, platform })
}

/** Runs the handler file and returns a thread with the value that it returned. */
const loadFile = async (stage: LuaStage): Promise<Thread> => {
  const { lua, files, settings: { luaHandler: file } } = stage
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new LoadError(`Cannot load "${file}": there is no such file; set lua_handler to the file that returns the handler`, { kind: 'missing' })
  }
  const t = lua.newThread()
  try {
    files.compile(lua, t, basename(file))
  } catch (cause) {
    throw new LoadError(`Cannot load "${file}": ${(cause as Error).message}`, { kind: 'syntax', cause })
  }
  await runToEnd(stage, t, `Cannot load "${file}"`)
  return t
}

const runHook = async (stage: LuaStage, hook: number, name: string): Promise<void> => {
  const t = stage.lua.newThread()
  stage.lua.pushRef(t, hook)
  try {
    await runToEnd(stage, t, `The handler's ${name} failed`)
  } finally {
    stage.lua.freeThread(t)
  }
}

const isReady = async (stage: LuaStage, log: Log, hook: number): Promise<boolean> => {
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
