import type { RawHeaders, Reply } from './call.ts'
import { AbortedError, failureOf, HandlerError } from './errors.ts'
import type { KeptAnswer } from './recording.ts'

/** Counts bytes that are about to be kept; false when there is no room for them. */
export type TakeRoom = (bytes: number) => boolean

/** Passes an answer on, and keeps a copy of it. */
export class KeptReply implements Reply {
  readonly #reply: Reply
  readonly #takeRoom: TakeRoom
  readonly #pieces: Uint8Array[] = []
  #headers: RawHeaders = []
  #cut = false

  constructor(reply: Reply, takeRoom: TakeRoom) {
    this.#reply = reply
    this.#takeRoom = takeRoom
  }

  get headSent(): boolean {
    return this.#reply.headSent
  }

  get status(): number {
    return this.#reply.status
  }

  get bytes(): number {
    return this.#reply.bytes
  }

  head(status: number, headers: RawHeaders): void {
    this.#reply.head(status, headers)
    this.#headers = headers
  }

  write(chunk: Uint8Array): void | Promise<void> {
    this.#keep(chunk)
    return this.#reply.write(chunk)
  }

  end(): void {
    this.#reply.end()
  }

  send(status: number, headers: RawHeaders, body: Uint8Array): void {
    // What Lua hands over may be its own memory: it is copied before others work with it.
    this.#keep(body)
    this.#reply.send(status, headers, body)
    this.#headers = headers
  }

  reset(): void {
    this.#cut = true
    this.#reply.reset()
  }

  /** What was answered, or is going to be in the place of a call that failed. */
  answer(failure: unknown): KeptAnswer {
    const reason = failure === undefined ? undefined : failure instanceof HandlerError ? failure.traceback : String((failure as Error).message)
    if (failure !== undefined && !this.headSent) {
      const { status, text } = failureOf(failure)
      return { status, headers: [], body: Buffer.from(text), cut: false, failure: reason }
    }
    return { status: this.status, headers: this.#headers, body: Buffer.concat(this.#pieces), cut: this.#cut || failure !== undefined, failure: reason }
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length > 0 && this.#takeRoom(bytes.length)) this.#pieces.push(new Uint8Array(bytes))
  }
}

/** Whether an answer is one of a failed call: 500 or above, or one that broke off though the client was there. */
export const isFailed = ({ status, cut }: KeptAnswer, failure: unknown): boolean =>
  !(failure instanceof AbortedError) && (cut || status >= 500)
