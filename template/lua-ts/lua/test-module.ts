import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RawHeaders } from '../host/call.ts'
import type { HostFunction, Lua, Thread } from './engine.ts'
import { setFunctions } from './io-library.ts'
import type { Scheduler } from './scheduler.ts'

/** A request that a test makes. */
export interface TestRequest {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: RawHeaders
  readonly body: Uint8Array
}

/** What its client would get. */
export interface TestAnswer {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: Uint8Array
  /** True when the connection was cut before the answer was whole. */
  readonly cut: boolean
}

export interface TestModuleOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  /** Puts a request to the handler under test. */
  readonly ask: (request: TestRequest) => Promise<TestAnswer>
  /** Told how each test ended; `message`, with its traceback, says why one failed. */
  readonly report: (name: string, passed: boolean, message: string) => void
}

/** The loader of the module `test`, which a function's own tests require. */
export const openTest = ({ lua, scheduler, ask, report }: TestModuleOptions): HostFunction => {
  const host: Record<string, HostFunction> = {
    call: (t) => scheduler.waitFor(t, ask(requestAt(lua, t)), (thread, answer) => pushAnswer(lua, thread, answer)),
    report: (t) => {
      report(lua.toText(t, 1) ?? '', lua.toBoolean(t, 2), lua.toText(t, 3) ?? '')
      return 0
    },
  }
  lua.load(lua.main, readFileSync(join(import.meta.dirname, 'test.lua')), '=[test]')
  const chunk = lua.ref(lua.main)
  lua.pushTable(lua.main)
  setFunctions(lua, host)
  const lent = lua.ref(lua.main)
  return (t) => {
    lua.pushRef(t, chunk)
    lua.pushRef(t, lent)
    lua.call(t, 1, 1)
    return 1
  }
}

/** Reads the arguments of `host.call`: method, path, query, list of headers, body. */
const requestAt = (lua: Lua, t: Thread): TestRequest => {
  const headers: string[] = []
  const count = lua.rawLength(t, 4)
  for (let i = 1; i <= count; i++) {
    lua.rawGetIndex(t, 4, i)
    headers.push(lua.toLatin1(t, -1) ?? '')
    lua.pop(t, 1)
  }
  const text = (index: number): string => lua.toLatin1(t, index) ?? ''
  return { method: text(1), path: text(2), query: text(3), headers, body: new Uint8Array(lua.toBytes(t, 5) ?? []) }
}

const pushAnswer = (lua: Lua, t: Thread, { status, headers, body, cut }: TestAnswer): number => {
  lua.reserve(t, 4)
  lua.pushTable(t, 0, 4)
  lua.pushNumber(t, status)
  lua.setField(t, -2, 'statusCode')
  lua.pushTable(t, headers.length)
  headers.forEach((text, i) => {
    lua.pushLatin1(t, text)
    lua.rawSetIndex(t, -2, i + 1)
  })
  lua.setField(t, -2, 'headers')
  lua.pushBytes(t, body)
  lua.setField(t, -2, 'body')
  lua.pushBoolean(t, cut)
  lua.setField(t, -2, 'cut')
  return 1
}
