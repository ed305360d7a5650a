import type { Body } from '../../template/lua-ts/host/call.ts'
import { log as logOf } from '../../template/lua-ts/host/log.ts'
import type { Log } from '../../template/lua-ts/host/log.ts'
import { probePipeline } from '../../template/lua-ts/host/pipeline.ts'
import type { KeptEvent, Recording } from '../../template/lua-ts/host/recording.ts'
import { RecordingMask } from '../../template/lua-ts/host/recording-mask.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { luaFunction } from '../../template/lua-ts/lua/lua-function.ts'
import { player } from './player.ts'
import type { Played } from './player.ts'
import { readSecret } from '../../template/lua-ts/modules/secrets.ts'
import { recordedAnswer } from '../../template/lua-ts/platform/recorded-call.ts'
import type { RecordedAnswer } from '../../template/lua-ts/platform/recorded-call.ts'
import { answerDifferences } from './answer-differences.ts'

export interface ReplayOptions {
  readonly recording: Recording
  /** The text of its file, in which names of secrets are looked for. */
  readonly text: string
  /** Environment variables of the function, `lua_handler` and `OPENFAAS_NAME` among them. */
  readonly environment: Readonly<Record<string, string>>
  /** True when the world is asked again, and only the event comes from the recording. */
  readonly live: boolean
  /** Header lines that take the place of recorded ones: name, value, name, value … */
  readonly headers: readonly string[]
  /** File descriptor that takes what the host and the handler print. */
  readonly output: number
}

/** A call that was run again, or what the function asked for that the recording doesn't have. */
export type Replayed = { readonly missed: string } | AnsweredAgain

export interface AnsweredAgain {
  readonly answer: RecordedAnswer
  readonly engine: string
  /** How it differs from the recorded call; empty when it doesn't. */
  readonly differences: readonly string[]
}

/** A log without what the host says of a call that is stopped because the recording has no answer. */
const quietOnceMissed = (log: Log, played: Played): Log => ({
  ...log,
  access: () => {},
  host: (text, callId, level) => void (played.missed === undefined && log.host(text, callId, level)),
})

/** Runs a recorded call again, on the function as it is now. @throws LoadError, ConfigError */
export const replayedCall = async (options: ReplayOptions): Promise<Replayed> => {
  const { recording, environment, live, output } = options
  const settings: Settings = { ...readSettings(environment), luaRecord: 'off' }
  const mask = maskOf(options, settings)
  const played: Played = { answer: undefined, missed: undefined, left: undefined }
  const log = quietOnceMissed(logOf({ settings, stdout: output, stderr: output }), played)
  try {
    const loaded = await luaFunction({
      lua: await startEngine(settings.luaEngine),
      settings,
      log,
      environment,
      platform: recording.platform,
      taping: (lua, scheduler) => player({ lua, scheduler, recording, mask, live, played }),
    })
    const answer = await recordedAnswer(probePipeline({ invoke: loaded.invoke, settings, log }), requestOf(options, mask))
    // What a function does at its end is no part of the call, and would not be answered from the recording.
    if (live) await loaded.shutdown()
    if (played.missed !== undefined) return { missed: played.missed }
    const left = played.left === undefined ? [] : [`it did not ask for ${played.left}`]
    return { answer, engine: settings.luaEngine, differences: [...answerDifferences(recording.answer, played.answer!, mask), ...left] }
  } catch (error) {
    if (played.missed === undefined) throw error
    return { missed: played.missed }
  } finally {
    log.flush()
  }
}

/** A mask that knows the secrets of which the recording has only the names. */
const maskOf = ({ text, environment }: ReplayOptions, settings: Settings): RecordingMask => {
  const mask = new RecordingMask(true)
  for (const name of new Set(Array.from(text.matchAll(/\$\{secret:([\w.-]+)\}/g), ([, name]) => name!))) {
    const secret = readSecret(name, settings, environment)
    const value = environment[name] === undefined ? ('value' in secret ? secret.value : undefined) : Buffer.from(environment[name])
    if (value !== undefined) mask.add(name, value)
  }
  return mask
}

const requestOf = ({ recording, headers: given }: ReplayOptions, mask: RecordingMask) => {
  const { event, callId } = recording
  const { method, path, query, headers, source, message, details } = event
  const names = new Set([...given.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase()), 'x-call-id'])
  const others = headers.filter((_, i) => !names.has(headers[i - (i % 2)]!.toLowerCase()))
  return {
    method,
    path: mask.unmasked(path),
    query: mask.unmasked(query),
    headers: [...others.map((line) => mask.unmasked(line)), ...given, 'X-Call-Id', callId],
    body: bodyOf(event, mask),
    source: source === undefined ? undefined : Buffer.from(mask.unmasked(source)),
    message: message === undefined ? undefined : Buffer.from(mask.unmasked(message)),
    details,
  }
}

/** The body, in the pieces in which it came. */
const bodyOf = ({ body, pieces }: KeptEvent, mask: RecordingMask): Body => {
  const text = body.toString('latin1')
  const whole = mask.unmasked(text)
  const left: Buffer[] = []
  let at = 0
  for (const bytes of whole === text ? pieces : []) left.push(body.subarray(at, (at += bytes)))
  const rest = Buffer.from(whole, 'latin1').subarray(at)
  if (rest.length > 0) left.push(rest)
  return { length: whole.length, read: () => left.shift() }
}
