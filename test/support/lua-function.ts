import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Registry } from 'prom-client'
import type { Log } from '../../template/lua-ts/host/log.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { luaFunction } from '../../template/lua-ts/lua/lua-function.ts'
import type { LuaFunction } from '../../template/lua-ts/lua/lua-function.ts'
import { callOf } from './function-call.ts'
import type { Answer, Request } from './function-call.ts'

/** A loaded function whose log and counters can be looked at. */
export interface TestFunction extends LuaFunction {
  /** Calls it and waits for the answer; rejects as the handler's `invoke` does. */
  request(request?: Request): Promise<Answer>
  readonly lines: string[]
  readonly counts: { slices: number; handled: number }
}

export interface TestFunctionOptions {
  readonly settings?: Partial<Settings>
  readonly environment?: Readonly<Record<string, string>>
  /** Further files of the function's folder, by path. */
  readonly files?: Readonly<Record<string, string>>
  readonly engine?: Settings['luaEngine']
  /** Where its own metrics go; one of its own when left out. */
  readonly registry?: Registry
  readonly platform?: string
  /** What the platform calls the handler. */
  readonly entry?: string
}

/** The engines that every test of Lua's side runs on. */
export const engines: readonly Settings['luaEngine'][] = ['fengari', 'wasm']

/** A log that keeps its lines: `host: text`, `stdout[call-id]: text`. */
export const linesLog = (lines: string[]): Log => ({
  host: (text, callId) => void lines.push(`host${callId === undefined ? '' : `[${callId}]`}: ${text}`),
  output: (stream, text, callId) => {
    for (const line of Buffer.from(text as string).toString().split('\n')) lines.push(`${stream}${callId === undefined ? '' : `[${callId}]`}: ${line}`)
  },
  record: ({ level, message, fields, callId }) =>
    void lines.push(`${level}${callId === undefined ? '' : `[${callId}]`}: ${[message, ...fields.map(([name, json]) => `${name}=${json}`)].join(' ')}`),
  access: () => {},
  flush: () => {},
})

/** Loads `handler` (the text of handler.lua) on an engine, in a folder that is gone when `t` ends. */
export const functionOf = async (
  t: { after(fn: () => void): unknown },
  handler: string,
  { settings = {}, environment = {}, files = {}, engine = 'fengari', platform = 'openfaas', entry, registry = new Registry() }: TestFunctionOptions = {},
): Promise<TestFunction> => {
  const folder = mkdtempSync(join(tmpdir(), 'lua-ts-test-'))
  for (const [name, text] of Object.entries({ 'handler.lua': handler, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const lines: string[] = []
  const counts = { slices: 0, handled: 0 }
  const loaded = await luaFunction({
    lua: await startEngine(engine),
    settings: { ...readSettings({}), luaHandler: join(folder, 'handler.lua'), functionName: 'test', ...settings },
    log: linesLog(lines),
    beat: { begin: () => {}, end: () => {} },
    environment,
    platform,
    entry,
    sliced: () => void counts.slices++,
    handled: () => void counts.handled++,
    registry: async () => registry,
  })
  t.after(() => loaded.close())
  const request = async (given: Request = {}) => {
    const { call, answer } = callOf(given)
    await loaded.invoke(call)
    return answer
  }
  return { ...loaded, request, lines, counts }
}
