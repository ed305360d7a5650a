import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import type { Recording } from '../../template/lua-ts/host/recording.ts'
import { readRecording } from '../../template/lua-ts/host/recording-file.ts'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import type { Request } from './function-call.ts'
import { functionOf } from './lua-function.ts'
import type { TestFunctionOptions } from './lua-function.ts'

export interface RecordedCalls {
  readonly recordings: readonly Recording[]
  /** Text of each file. */
  readonly texts: readonly string[]
  readonly lines: readonly string[]
}

/** Calls a handler with each request, records what `settings` say (all calls by default), and reads the files. */
export const recordedCalls = async (
  t: Test,
  handler: string,
  requests: readonly Request[],
  { settings, ...options }: TestFunctionOptions = {},
): Promise<RecordedCalls> => {
  const folder = t.testdir({})
  const recording: Partial<Settings> = { luaRecord: 'all', luaRecordDir: folder, ...settings }
  const fn = await functionOf(t, handler, { ...options, settings: recording })
  for (const [i, request] of requests.entries()) await fn.request({ id: `call-${i}`, ...request }).catch(() => {})
  await fn.shutdown()
  const texts = readdirSync(folder).sort().map((name) => readFileSync(join(folder, name), 'utf8'))
  return { recordings: texts.map(readRecording), texts, lines: fn.lines }
}
