import { isBodyless } from '../host/bodyless.ts'
import type { RawHeaders, Reply } from '../host/call.ts'
import { BadReplyError } from '../host/errors.ts'
import { checkStatus, copyHeaders, frameLength } from './reply-headers.ts'

/** Records an answer, and refuses what the HTTP platform refuses. */
export class RecordedReply implements Reply {
  readonly #toHead: boolean
  readonly #pieces: Uint8Array[] = []
  #ended = false
  #announced = -1
  headers: string[] = []
  status = 0
  bytes = 0

  constructor(method: string) {
    this.#toHead = method === 'HEAD'
  }

  get headSent(): boolean {
    return this.status !== 0
  }

  /** True once the answer is whole. */
  get ended(): boolean {
    return this.#ended
  }

  get body(): Uint8Array {
    return Buffer.concat(this.#pieces)
  }

  head(status: number, headers: RawHeaders): void {
    this.#sendHead(status, headers, -1)
  }

  write(chunk: Uint8Array): void {
    this.#check(true)
    if (chunk.length === 0) return
    if (isBodyless(this.status)) throw new BadReplyError(`Cannot send a body with status ${this.status}`)
    if (this.#announced >= 0 && this.bytes + chunk.length > this.#announced) {
      throw new BadReplyError(`Cannot send more bytes than Content-Length announces: ${this.#announced}`)
    }
    this.#keep(chunk)
  }

  end(): void {
    this.#check(true)
    if (this.#announced >= 0 && this.bytes !== this.#announced && !this.#toHead && !isBodyless(this.status)) {
      throw new BadReplyError(`Cannot end the body after ${this.bytes} bytes: Content-Length announces ${this.#announced}`)
    }
    this.#ended = true
  }

  send(status: number, headers: RawHeaders, body: Uint8Array): void {
    this.#sendHead(status, headers, body.length)
    this.#ended = true
    if (!isBodyless(status)) this.#keep(body)
  }

  reset(): void {
    this.#ended = false
  }

  #keep(bytes: Uint8Array): void {
    if (this.#toHead) return
    this.bytes += bytes.length
    // What Lua hands over may be its own memory.
    this.#pieces.push(new Uint8Array(bytes))
  }

  #check(headSent: boolean): void {
    if (this.#ended) throw new BadReplyError('Cannot send more: the answer has ended')
    if (this.headSent !== headSent) throw new BadReplyError(headSent ? 'Cannot send a body before its head' : 'Cannot send a head twice')
  }

  #sendHead(status: number, headers: RawHeaders, length: number): void {
    this.#check(false)
    checkStatus(status)
    const out: string[] = []
    this.#announced = copyHeaders(headers, out)
    const framed = frameLength(status, this.#announced, length, this.#toHead)
    if (framed >= 0) out.push('Content-Length', String(framed))
    this.headers = out
    this.status = status
  }
}
