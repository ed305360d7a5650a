import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Invoke } from '../host/call.ts'
import { headerOf } from '../host/header.ts'
import { probePipeline } from '../host/pipeline.ts'
import { LuaType } from '../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { readHooks } from '../lua/hooks.ts'
import { newRun } from '../lua/run.ts'
import { tracebackText } from '../lua/traceback.ts'
import { latin1ListAt } from '../modules/list-arguments.ts'
import type { ModuleHost } from '../modules/module-host.ts'
import { recordedAnswer } from '../platform/recorded-call.ts'
import type { RecordedAnswer, RecordedRequest } from '../platform/recorded-call.ts'
import type { FakeClock } from './fake-clock.ts'
import type { Rewinds } from './rewinds.ts'
import type { TestLog } from './test-log.ts'
import type { TestResult } from './test-result.ts'

const parts = join(import.meta.dirname, 'test-parts')

export interface TestHostOptions {
  readonly host: ModuleHost
  readonly log: TestLog
  readonly rewinds: Rewinds
  readonly clock: FakeClock
  readonly timeoutSeconds: number
  /** What makes calls into runs of a handler, which is given as a reference; of the function's own one without. */
  readonly invokeOf: (handler: number | undefined) => Invoke
  readonly report: (result: TestResult) => void
}

/** Functions that the tests' Lua side (`test-parts`) borrows. */
export const testHost = (options: TestHostOptions): Record<string, HostFunction> => {
  const { host, log, rewinds, clock } = options
  const { lua, settings } = host
  const nothing = (act: (t: Thread) => void): HostFunction => (t) => (act(t), 0)
  return {
    chunk: (t) => {
      lua.load(t, readFileSync(join(parts, `${lua.toText(t, 1)}.lua`)), '=[test]')
      return 1
    },
    run: (t) => runBody(options, t),
    ask: (t) => askHandler(options, t),
    companions: (t) => pushCompanions(lua, t),
    has_handler: (t) => {
      lua.pushBoolean(t, statSync(settings.luaHandler, { throwIfNoEntry: false })?.isFile() ?? false)
      return 1
    },
    ms: (t) => {
      lua.pushFloat(t, performance.now())
      return 1
    },
    begin: nothing(() => log.begin()),
    log: nothing((t) => log.host(lua.toText(t, 1) ?? '')),
    mark: nothing(() => rewinds.mark()),
    rewind: nothing(() => rewinds.rewind()),
    set_clock: nothing((t) => {
      const seconds = lua.toNumber(t, 1)
      clock.skippedMs = (lua.toNumber(t, 2) ?? 0) * 1000
      clock.set(seconds === undefined ? undefined : seconds * 1000)
    }),
    report: nothing((t) => {
      const result = JSON.parse(lua.toText(t, 1) ?? '') as TestResult
      const text = result.status === 'failed' ? log.text() : ''
      options.report(text === '' ? result : { ...result, log: text })
    }),
  }
}

/** `run(body)` runs a piece of a test with a deadline of its own; returns its outcome, and its error value and the calls it was in. */
const runBody = ({ host: { lua, scheduler }, timeoutSeconds }: TestHostOptions, t: Thread): number => {
  const thread = lua.newThread()
  lua.setTop(t, 1)
  lua.move(t, thread, 1)
  const ended = async () => {
    const run = newRun(thread, 0, { deadlineMs: performance.now() + timeoutSeconds * 1000, limit: 'the time of a test' })
    return await scheduler.start(run)
  }
  return scheduler.waitFor(t, ended(), (waiting, outcome) => {
    lua.pushText(waiting, outcome)
    if (outcome === 'done') lua.pushNil(waiting)
    else lua.move(thread, waiting, 1)
    lua.pushText(waiting, outcome === 'done' ? '' : ownCalls(tracebackText(lua, thread, '', 0)))
    lua.freeThread(thread)
    return 3
  })
}

/** The calls of the function's own files. */
const ownCalls = (traceback: string): string =>
  traceback.split('\n').slice(1).map((line) => line.trim()).filter((line) => !/^(\[|\(\.\.\.|stack traceback)/.test(line)).join('\n')

/** `ask(handler, method, path, query, headers, body)` returns status, headers, body, the call's log, and whether it broke off. */
const askHandler = ({ host: { lua, scheduler, settings }, log, invokeOf }: TestHostOptions, t: Thread): number => {
  let handler: number | undefined
  if (lua.type(t, 1) === LuaType.function) {
    lua.pushValue(t, 1)
    handler = lua.ref(t)
  }
  const headers = latin1ListAt(lua, t, 5)
  const id = headerOf(headers, 'x-call-id') || randomUUID()
  const text = (index: number): string => lua.toLatin1(t, index) ?? ''
  const request: RecordedRequest = {
    method: text(2), path: text(3), query: text(4), headers: [...headers, 'X-Call-Id', id], body: new Uint8Array(lua.toBytes(t, 6) ?? []),
  }
  const answered = recordedAnswer(probePipeline({ invoke: invokeOf(handler), settings, log }), request)
  return scheduler.waitFor(t, answered, (thread, answer) => {
    if (handler !== undefined) lua.unref(handler)
    return pushAnswer(lua, thread, answer, log.textOf(id))
  })
}

const pushAnswer = (lua: Lua, t: Thread, { status, headers, body, cut }: RecordedAnswer, log: string): number => {
  lua.reserve(t, 6)
  lua.pushNumber(t, status)
  lua.pushTable(t, headers.length)
  headers.forEach((text, i) => {
    lua.pushLatin1(t, text)
    lua.rawSetIndex(t, -2, i + 1)
  })
  lua.pushBytes(t, body)
  lua.pushText(t, log)
  lua.pushBoolean(t, cut)
  return 5
}

/** `companions(value)` checks what a handler file returned, and returns its init and its shutdown. */
const pushCompanions = (lua: Lua, t: Thread): number => {
  const thread = lua.newThread()
  lua.setTop(t, 1)
  lua.move(t, thread, 1)
  const { handler, init, shutdown } = readHooks(lua, thread)
  lua.unref(handler)
  for (const hook of [init, shutdown]) {
    if (hook === undefined) lua.pushNil(t)
    else lua.pushRef(t, hook)
  }
  return 2
}
