import type { KeptAnswer, Recording } from '../../template/lua-ts/host/recording.ts'
import type { RecordingMask } from '../../template/lua-ts/host/recording-mask.ts'
import { KeptReply } from '../../template/lua-ts/host/kept-reply.ts'
import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { HandleNumbers } from '../../template/lua-ts/lua/handle-numbers.ts'
import { KeptValues } from '../../template/lua-ts/lua/kept-values.ts'
import { PlayingTape } from './playing-tape.ts'
import type { Scheduler } from '../../template/lua-ts/lua/scheduler.ts'
import { noTapes, TapedCall, tapedFunctions } from '../../template/lua-ts/lua/tapes.ts'
import type { Taping } from '../../template/lua-ts/lua/tapes.ts'

/** How it went when a recorded call was run again. */
export interface Played {
  /** What the function answered; undefined when it could not be loaded. */
  answer: KeptAnswer | undefined
  /** The question that the recording has no answer for. */
  missed: string | undefined
  /** What the recorded call asked for and this one did not. */
  left: string | undefined
}

export interface PlayerOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly recording: Recording
  readonly mask: RecordingMask
  /** True when the world is asked again, and only the event comes from the recording. */
  readonly live: boolean
  /** Is told how it went. */
  readonly played: Played
}

/** Answers a function's questions from a recording of one of its calls. */
export const player = ({ lua, scheduler, recording, mask, live, played }: PlayerOptions): Taping => {
  const values = new KeptValues(lua)
  const handles = new HandleNumbers()
  const missed = (what: string) => void (played.missed ??= what)
  const options = { lua, scheduler, values, mask, handles, missed }
  const tape = new PlayingTape(recording.asked, options)
  let loading: PlayingTape | undefined = new PlayingTape(recording.loading, options)
  return {
    taped: live ? noTapes.taped : tapedFunctions({ scheduler, loading: () => loading }),
    addKind: (name, metatable, opaque) => values.addKind(name, metatable, opaque),
    addFunction: (name, push) => values.addFunction(name, push),
    addSecret: (name, value) => mask.add(name, value),
    loaded: () => void (loading = undefined),
    settled: () => Promise.resolve(),
    wrap: (next) => async (call) => {
      const reply = new KeptReply(call.reply, () => true)
      let failure: unknown
      try {
        await next(new TapedCall(call, tape, call.event, reply))
      } catch (error) {
        failure = error
        throw error
      } finally {
        played.answer = reply.answer(failure)
        played.left = live ? undefined : tape.left
      }
    },
  }
}
