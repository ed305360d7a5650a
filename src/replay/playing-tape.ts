import { isDeepStrictEqual } from 'node:util'
import type { Asked, KeptError, KeptValue } from '../../template/lua-ts/host/recording.ts'
import type { RecordingMask } from '../../template/lua-ts/host/recording-mask.ts'
import { encodeValue } from '../../template/lua-ts/host/recording-values.ts'
import { ArgumentError } from '../../template/lua-ts/lua/argument-error.ts'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import type { Lua, Thread } from '../../template/lua-ts/lua/engine.ts'
import type { HandleNumbers } from '../../template/lua-ts/lua/handle-numbers.ts'
import type { KeptValues } from '../../template/lua-ts/lua/kept-values.ts'
import type { Scheduler } from '../../template/lua-ts/lua/scheduler.ts'
import { placeOf } from '../../template/lua-ts/lua/tapes.ts'
import type { Question, Tape } from '../../template/lua-ts/lua/tapes.ts'
import { comparable } from './comparable.ts'
import { shownQuestion } from './shown-question.ts'

export interface PlayingTapeOptions {
  readonly lua: Lua
  readonly scheduler: Scheduler
  readonly values: KeptValues
  readonly mask: RecordingMask
  readonly handles: HandleNumbers
  /** Told of the first question that the recording has no answer for. */
  readonly missed: (what: string) => void
}

/** Answers the questions of a call as they were answered before. */
export class PlayingTape implements Tape {
  readonly #options: PlayingTapeOptions
  /** Questions whose arguments count, in their order. */
  readonly #asked: Asked[]
  /** Clocks and dice, each with its answers. */
  readonly #ambient: Map<string, Asked[]>

  constructor(asked: readonly Asked[], options: PlayingTapeOptions) {
    this.#options = options
    this.#asked = asked.filter(({ given }) => given !== undefined)
    this.#ambient = Map.groupBy(asked.filter(({ given }) => given === undefined), ({ name }) => name)
  }

  /** What the recorded call asked for and this one did not, as text. */
  get left(): string | undefined {
    const [first] = this.#asked
    if (first === undefined) return undefined
    const more = this.#asked.length - 1
    return `${shownQuestion(first)}${more === 0 ? '' : ` and ${more} more`}`
  }

  ask(t: Thread, question: Question): number {
    const { lua } = this.#options
    if (question.kind === 'native') lua.pop(t, question.fn(t))
    return this.#answer(t, question.kind === 'asked' ? this.#nextAsked(t, question) : this.#nextAmbient(t, question))
  }

  #nextAmbient(t: Thread, { name }: Question): Asked {
    const next = this.#ambient.get(name)?.shift()
    if (next !== undefined) return next
    const times = this.#ambient.has(name) ? 'has no more answers for' : 'never asked for'
    return this.#miss(t, `${name}, and the recorded call ${times} it`)
  }

  #nextAsked(t: Thread, { name }: Question): Asked {
    const { lua, values, handles, mask } = this.#options
    const given = Array.from({ length: lua.top(t) }, (_, i) => mask.value(values.read(t, i + 1, handles)))
    const next = this.#asked.shift()
    const asked = { name, given }
    if (next === undefined) return this.#miss(t, `${shownQuestion(asked)}, and the recorded call asked for nothing more`)
    const [here, there] = [given, next.given!].map((list) => list.map((value) => comparable(encodeValue(mask.value(value)))))
    if (next.name === name && isDeepStrictEqual(here, there)) return next
    this.#asked.unshift(next)
    return this.#miss(t, `${shownQuestion(asked)}, where the recorded call asked for ${shownQuestion(next)}${next.place === '' ? '' : ` (${next.place})`}`)
  }

  #answer(t: Thread, { answer, error }: Asked): number {
    const { lua, scheduler, values, mask, handles } = this.#options
    if (answer !== undefined) {
      for (const value of answer) values.push(t, restored(value, mask), handles)
      return answer.length
    }
    if (error !== undefined) throw this.#raised(error)
    const run = scheduler.current!
    run.killed = new LuaError(`${run.limit} exceeded`)
    lua.reserve(t, 1)
    throw run.killed
  }

  #raised({ message, level, argument, value }: KeptError): LuaError {
    const { values, mask, handles } = this.#options
    if (argument !== undefined) return new ArgumentError(argument, message)
    if (value === undefined) return new LuaError(mask.unmasked(message), { level })
    return new LuaError(message, { level, push: (_, t) => values.push(t, restored(value, mask), handles) })
  }

  /** Ends the run in a way that no pcall holds up. */
  #miss(t: Thread, what: string): never {
    const { lua, scheduler, missed } = this.#options
    const text = `${placeOf(lua, t) || 'The function'} asks for ${what}`
    missed(text)
    const run = scheduler.current!
    run.killed = new LuaError(text, { level: 0 })
    throw run.killed
  }
}

/** The value with the secrets that are known here back in place. */
const restored = (value: KeptValue, mask: RecordingMask): KeptValue => {
  if (typeof value === 'string') return mask.unmasked(value)
  if (value === null || typeof value !== 'object' || !('list' in value)) return value
  return {
    kind: value.kind,
    list: value.list.map((each) => restored(each, mask)),
    fields: value.fields.map(([key, field]) => [key, restored(field, mask)] as const),
  }
}
