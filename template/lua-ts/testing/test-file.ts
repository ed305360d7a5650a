import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Invoke } from '../host/call.ts'
import type { Environment, Settings } from '../host/settings.ts'
import type { Lua, Thread } from '../lua/engine.ts'
import { startEngine } from '../lua/engines.ts'
import { tracebackOf } from '../lua/handler.ts'
import { setFunctions } from '../lua/set-functions.ts'
import { guardGlobals, luaStage, stageInvokes } from '../lua/lua-stage.ts'
import type { LuaStage, LuaStageOptions } from '../lua/lua-stage.ts'
import { newRun } from '../lua/run.ts'
import type { Beat } from '../lua/scheduler.ts'
import type { ModuleHost } from '../modules/module-host.ts'
import { FakeClock } from './fake-clock.ts'
import { Rewinds } from './rewinds.ts'
import { testHost } from './test-host.ts'
import { testLog } from './test-log.ts'
import type { TestLog } from './test-log.ts'
import type { TestChoice } from './test-options.ts'
import type { TestResult } from './test-result.ts'

export interface TestFileOptions {
  readonly settings: Settings
  readonly environment: Environment
  readonly beat: Beat
  readonly choice: TestChoice
  /** Takes what the function prints. */
  readonly print: (text: string) => void
  readonly report: (result: TestResult) => void
}

/** What runs a file, and what fakes what modules are lent: references to the tests' Lua side. */
interface Main {
  readonly run: number
  readonly lend: number
}

/** Runs a file of the function's tests in a state of its own. */
export const runTestFile = async (file: string, options: TestFileOptions): Promise<void> => {
  const { settings, environment, beat, print } = options
  const lua = await startEngine(settings.luaEngine)
  const [log, rewinds, clock] = [testLog(print), new Rewinds(), new FakeClock()]
  let main: Main | undefined
  let invokes: ((handler: number) => Invoke) | undefined
  let own: number | undefined
  const stageOptions: LuaStageOptions = {
    lua, settings, log, beat, environment,
    platform: 'openfaas',
    testing: { keeps: (state) => rewinds.add(state), skippedMs: () => clock.skippedMs, lend: (t, module) => lendFaked(lua, t, main!.lend, module) },
    modules: (host) => {
      main = loadMain(host, { ...options, log, rewinds, clock, invokeOf: (handler = own!) => invokes!(handler) })
      return {}
    },
  }
  const stage = luaStage(stageOptions)
  invokes = stageInvokes(stageOptions, stage)
  own = stage.isolate?.(basename(settings.luaHandler), 'handler')
  guardGlobals(stage)
  try {
    await runMain(stage, main!.run, file)
  } finally {
    clock.set(undefined)
    lua.close()
  }
}

/** Has the tests' Lua side replace the table on top of the stack. */
const lendFaked = (lua: Lua, t: Thread, lend: number, module: string): void => {
  lua.pushRef(t, lend)
  lua.insert(t, -2)
  lua.pushText(t, module)
  lua.call(t, 2, 1)
}

type MainOptions = TestFileOptions & { log: TestLog; rewinds: Rewinds; clock: FakeClock; invokeOf: (handler: number | undefined) => Invoke }

/** Loads the tests' Lua side. */
const loadMain = (host: ModuleHost, { log, rewinds, clock, invokeOf, choice, report }: MainOptions): Main => {
  const { lua, settings } = host
  const { main } = lua
  lua.load(main, readFileSync(join(import.meta.dirname, 'test-parts', 'main.lua')), '=[test]')
  lua.pushTable(main)
  setFunctions(lua, testHost({ host, log, rewinds, clock, invokeOf, timeoutSeconds: choice.timeoutSeconds, report }))
  const file = basename(settings.luaHandler)
  const given = {
    options: { filter: choice.filter, filter_out: choice.filterOut, tags: choice.tags, exclude_tags: choice.excludeTags, timeout: choice.timeoutSeconds },
    handler_file: file,
    handler_name: file.replace(/\.lua$/, ''),
    has_redis: settings.redisUrl !== '',
    isolated: settings.luaIsolation === 'request',
  }
  lua.pushText(main, JSON.stringify(given))
  lua.setField(main, -2, 'given')
  lua.call(main, 1, 2)
  const lend = lua.ref(main)
  return { run: lua.ref(main), lend }
}

const runMain = async ({ lua, scheduler }: LuaStage, main: number, file: string): Promise<void> => {
  const t = lua.newThread()
  lua.pushRef(t, main)
  lua.pushText(t, file)
  const outcome = await scheduler.start(newRun(t, 1, { deadlineMs: Infinity }))
  // What tests do wrong is reported; this is about what runs them.
  if (outcome !== 'done') throw new Error(`Cannot run ${file}: ${tracebackOf(lua, scheduler, t)}`)
  lua.freeThread(t)
}
