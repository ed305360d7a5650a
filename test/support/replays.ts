import { openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Test } from 'tap'
import { replayedCall } from '../../src/replay/replayed-call.ts'
import type { Replayed } from '../../src/replay/replayed-call.ts'
import { readRecording } from '../../template/lua-ts/host/recording-file.ts'

export interface ReplayRequest {
  /** Text of handler.lua. */
  readonly handler: string
  readonly engine?: string
  readonly live?: boolean
  readonly headers?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs the recording in `text` again with a handler. */
export const replayed = async (t: Test, text: string, { handler, engine = 'fengari', live = false, headers = [], environment = {} }: ReplayRequest): Promise<Replayed> => {
  const folder = t.testdir({})
  writeFileSync(join(folder, 'handler.lua'), handler)
  const output = openSync(join(folder, 'output'), 'w')
  return replayedCall({
    recording: readRecording(text),
    text,
    environment: { lua_handler: join(folder, 'handler.lua'), lua_engine: engine, OPENFAAS_NAME: 'test', secrets_dir: '/none', ...environment },
    live,
    headers,
    output,
  })
}

/** What an answer that was given again says, with how it differs. */
export const told = (again: Replayed): object =>
  'missed' in again ? again : { status: again.answer.status, body: Buffer.from(again.answer.body).toString(), differences: again.differences }
