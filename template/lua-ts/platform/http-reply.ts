import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { isBodyless } from '../host/bodyless.ts'
import type { RawHeaders, Reply } from '../host/call.ts'
import { AbortedError, BadReplyError } from '../host/errors.ts'
import type { HttpBody } from './http-body.ts'
import { lingering } from './lingering.ts'
import { Parked } from './parked.ts'
import { checkStatus, copyHeaders, frameLength } from './reply-headers.ts'
import { http } from '../host/node-http.ts'

// A small body goes out as text of one byte per character: Node.js writes it as one string with the head, where bytes
// would take a gathering write of two. Beyond this many bytes the copies cost more.
const largestText = 4096

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')

const flushHead = (res: ServerResponse): void => {
  if (!res.writableEnded && !res.destroyed) res.flushHeaders()
}

/** Writes an answer to a `ServerResponse`: the head once, every piece of the body at once, never a broken framing. */
export class HttpReply implements Reply {
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #startedMs: number
  readonly #closing: { readonly closing: boolean }
  readonly #body: HttpBody | undefined
  readonly #bodyless: boolean
  #announced = -1
  #ended = false
  #gone: AbortedError | undefined
  /** Those who wait for room: one, unless a handler has lent its context to another. */
  #parked: Set<Parked<void>> | undefined
  status = 0
  bytes = 0

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    startedMs: number,
    closing: { readonly closing: boolean },
    body: HttpBody | undefined,
  ) {
    this.#req = req
    this.#res = res
    this.#startedMs = startedMs
    this.#closing = closing
    this.#body = body
    this.#bodyless = req.method === 'HEAD'
  }

  get headSent(): boolean {
    return this.status !== 0
  }

  head(status: number, headers: RawHeaders): void {
    this.#sendHead(status, headers, -1)
    // With the first piece of the body when that comes before the tick ends, else alone.
    process.nextTick(flushHead, this.#res)
  }

  write(chunk: Uint8Array): void | Promise<void> {
    this.#check(true)
    if (chunk.length === 0) return
    if (isBodyless(this.status)) throw new BadReplyError(`Cannot send a body with status ${this.status}`)
    if (this.#bodyless) return
    if (this.#announced >= 0 && this.bytes + chunk.length > this.#announced) {
      throw new BadReplyError(`Cannot send more bytes than Content-Length announces: ${this.#announced}`)
    }
    this.bytes += chunk.length
    const res = this.#res
    // Alone, write() would hold the piece back until the tick ends.
    res.cork()
    res.write(chunk)
    res.uncork()
    if (res.writableNeedDrain) return this.#park('drain')
  }

  end(): void {
    this.#check(true)
    if (this.#announced >= 0 && this.bytes !== this.#announced && !this.#bodyless && !isBodyless(this.status)) {
      throw new BadReplyError(`Cannot end the body after ${this.bytes} bytes: Content-Length announces ${this.#announced}`)
    }
    this.#ended = true
    if (this.#mustLinger()) this.#linger()
    else this.#res.end()
  }

  send(status: number, headers: RawHeaders, body: Uint8Array): void {
    this.#sendHead(status, headers, body.length)
    this.#ended = true
    if (this.#bodyless || isBodyless(status)) {
      this.#res.end()
      return
    }
    this.bytes = body.length
    if (this.#mustLinger()) {
      if (body.length > 0) this.#res.write(body)
      this.#linger()
    } else if (body.length > largestText) this.#res.end(body)
    else this.#res.end(latin1(body), 'latin1')
  }

  sendLatin1(status: number, headers: RawHeaders, body: string): void {
    if (this.#bodyless || isBodyless(status) || body.length > largestText || this.#mustLinger()) {
      return this.send(status, headers, Buffer.from(body, 'latin1'))
    }
    this.#sendHead(status, headers, body.length)
    this.#ended = true
    this.bytes = body.length
    this.#res.end(body, 'latin1')
  }

  reset(): void {
    // An answer that is whole already stays so: whatever failed afterwards is no concern of the client.
    if (this.#ended) return
    const { socket } = this.#res
    if (socket !== null) socket.resetAndDestroy()
    // Of pipelined requests, those before are answered first; then the connection ends where this answer would begin.
    else this.#res.once('socket', (later: Socket) => later.destroySoon())
  }

  flushed(): void | Promise<void> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone)
    if (!this.#ended) return Promise.reject(new Error('The call ended in the middle of its answer'))
    if (this.#res.writableFinished || this.#res.writableLength === 0) return
    return this.#park('finish')
  }

  /** Answers a request that broke off with `status`, where no head was sent yet; the caller writes it. */
  refuse(status: number): boolean {
    if (this.headSent) return false
    this.status = status
    this.#ended = true
    return true
  }

  /** The client has gone, or was cut off: nothing more can be sent. */
  close(error: AbortedError): void {
    this.#gone = error
    for (const parked of this.#parked ?? []) parked.reject(error)
    this.#parked = undefined
  }

  #check(headSent: boolean): void {
    if (this.#gone !== undefined) throw this.#gone
    if (this.#ended) throw new BadReplyError('Cannot send more: the answer has ended')
    if (this.headSent !== headSent) {
      throw new BadReplyError(headSent ? 'Cannot send a body before its head' : 'Cannot send a head twice')
    }
  }

  #sendHead(status: number, headers: RawHeaders, length: number): void {
    this.#check(false)
    checkStatus(status)
    const out: string[] = []
    const announced = copyHeaders(headers, out)
    const framed = frameLength(status, announced, length, this.#bodyless)
    out.push('X-Duration-Seconds', ((performance.now() - this.#startedMs) / 1000).toFixed(6))
    this.#persist(out)
    // Last, because Node.js re-encodes a Content-Disposition that comes after it.
    if (framed >= 0) out.push('Content-Length', String(framed))
    this.#res.writeHead(status, http.STATUS_CODES[status] ?? '', out)
    this.status = status
    this.#announced = announced
  }

  #persist(out: string[]): void {
    const res = this.#res
    if (this.#closing.closing) out.push('Connection', 'close')
    // Persistence goes without saying in HTTP/1.1 (RFC 9112 §9.3); Node.js would add two headers for it.
    else if (this.#req.httpVersionMinor === 1 && res.shouldKeepAlive && this.#req.headers.expect === undefined) {
      res.removeHeader('Connection')
    }
  }

  #mustLinger(): boolean {
    if (this.#body === undefined || this.#body.arrived || this.#req.headers.expect !== undefined) return false
    return this.#closing.closing || !this.#res.shouldKeepAlive
  }

  // Closing a connection while its request still comes in makes the kernel reset it, and the client may lose the answer.
  #linger(): void {
    flushHead(this.#res)
    lingering(this.#req, () => this.#res.end())
  }

  #park(event: 'drain' | 'finish'): Promise<void> {
    const parked = new Parked<void>()
    const waiting = (this.#parked ??= new Set())
    waiting.add(parked)
    this.#res.once(event, () => {
      waiting.delete(parked)
      parked.resolve()
    })
    return parked.promise
  }
}
