import type { Call, Invoke } from '../host/call.ts'
import { AbortedError } from '../host/errors.ts'
import { KeptBody } from '../host/kept-body.ts'
import { isFailed, KeptReply } from '../host/kept-reply.ts'
import type { Log } from '../host/log.ts'
import type { Recording } from '../host/recording.ts'
import { recordingText } from '../host/recording-file.ts'
import { RecordingMask } from '../host/recording-mask.ts'
import { recordingStore } from '../host/recording-store.ts'
import type { Settings } from '../host/settings.ts'
import type { Lua } from './engine.ts'
import { KeptValues } from './kept-values.ts'
import { RecordingTape } from './recording-tape.ts'
import type { Scheduler } from './scheduler.ts'
import { TapedCall, tapedFunctions } from './tapes.ts'
import type { Taping } from './tapes.ts'

export interface RecorderOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly settings: Settings
  readonly log: Log
  /** Name of the platform. */
  readonly platform: string
}

/** Keeps calls as files, as `lua_record` and its like say. */
export const recorder = ({ lua, scheduler, settings, log, platform }: RecorderOptions): Taping => {
  const values = new KeptValues(lua)
  const mask = new RecordingMask(settings.luaRecordHeaders === 'masked')
  const options = { lua, scheduler, values, maxBytes: settings.luaRecordMaxBytes }
  const loadingTape = new RecordingTape(options)
  let loading = true
  const store = recordingStore({
    folder: settings.luaRecordDir,
    maxFiles: settings.luaRecordMaxFiles,
    warn: (text) => log.host(text, undefined, 'warn'),
  })

  const keep = (call: KeptCall, failure: unknown): void => {
    try {
      add(call, failure)
    } catch (error) {
      // Whatever is wrong here, the call goes on as if nobody had watched.
      log.host(`Cannot record this call: ${(error as Error).message}`, call.call.id, 'warn')
    }
  }

  const add = (call: KeptCall, failure: unknown): void => {
    const answer = call.reply.answer(failure)
    const failed = isFailed(answer, failure)
    // Nobody is there to go away when it runs again.
    if (failure instanceof AbortedError || (!failed && settings.luaRecord === 'failed')) return
    if (failed) call.body.takeRest()
    const recording: Recording = {
      at: new Date(call.atMs).toISOString(),
      functionName: settings.functionName,
      platform,
      engine: lua.engine,
      callId: call.call.id,
      truncated: call.tape.truncated || loadingTape.truncated,
      event: eventOf(call),
      loading: loadingTape.asked,
      asked: call.tape.asked,
      answer,
    }
    store.add({
      atMs: call.atMs,
      callId: recording.callId,
      text: () => recordingText(recording, mask),
      written: (path) => failed && log.host(`Kept this call: run it again with lua-ts replay ${path}`, recording.callId),
    })
  }

  return {
    taped: tapedFunctions({ scheduler, loading: () => (loading ? loadingTape : undefined) }),
    addKind: (name, metatable, opaque) => values.addKind(name, metatable, opaque),
    addFunction: (name, push) => values.addFunction(name, push),
    addSecret: (name, value) => mask.add(name, value),
    loaded: () => void (loading = false),
    settled: store.settled,
    wrap: (next) => recorded(next, () => new RecordingTape(options, loadingTape.handles), keep),
  }
}

/** A call whose parts are being kept. */
interface KeptCall {
  readonly call: Call
  readonly tape: RecordingTape
  readonly body: KeptBody
  readonly reply: KeptReply
  readonly atMs: number
}

const recorded =
  (next: Invoke, newTape: () => RecordingTape, keep: (call: KeptCall, failure: unknown) => void): Invoke =>
  async (call) => {
    const tape = newTape()
    const { method, path, query, headers, source } = call.event
    const body = new KeptBody(call.event.body, tape.takeRoom)
    const reply = new KeptReply(call.reply, tape.takeRoom)
    const kept: KeptCall = { call, tape, body, reply, atMs: Date.now() }
    let failure: unknown
    try {
      await next(new TapedCall(call, tape, { method, path, query, headers, body, source }, reply))
    } catch (error) {
      failure = error
      throw error
    } finally {
      keep(kept, failure)
    }
  }

const eventOf = ({ call, body }: KeptCall): Recording['event'] => {
  const { method, path, query, headers, source } = call.event
  return {
    method,
    path,
    query,
    headers,
    body: Buffer.concat(body.pieces),
    pieces: body.pieces.map((piece) => piece.length),
    source: source === undefined ? undefined : Buffer.from(source).toString(),
    message: call.message === undefined ? undefined : Buffer.from(call.message).toString(),
    details: call.details,
  }
}
