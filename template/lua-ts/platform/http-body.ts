import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Body } from '../host/call.ts'
import type { AbortedError } from '../host/errors.ts'
import { Parked } from './parked.ts'

type Piece = Uint8Array | undefined

/** Bytes that the request announces, undefined when it is chunked. */
export const bodyLength = (req: IncomingMessage): number | undefined => {
  const { headers } = req
  if (headers['transfer-encoding'] !== undefined) return undefined
  return Number(headers['content-length'] ?? 0)
}

/** The body of a request without one. */
export const emptyBody: Body = { length: 0, read: () => undefined }

/**
 * The body of a request, pulled from its socket: what has come is handed out at once, and nothing more is read from the
 * socket than fits its buffer until that is taken. `100 Continue` is sent at the first pull, to those who wait for it.
 */
export class HttpBody implements Body {
  readonly #req: IncomingMessage
  readonly #took: (bytes: number) => void
  #res: ServerResponse | undefined
  #listening = false
  #gone: AbortedError | undefined
  #parked: Parked<Piece> | undefined
  #taken = 0
  readonly length: number | undefined

  /** @param took told of the bytes of every piece that is handed out */
  constructor(req: IncomingMessage, res: ServerResponse | undefined, took: (bytes: number) => void) {
    this.#req = req
    this.#took = took
    this.#res = res
    this.length = bodyLength(req)
  }

  read(): Piece | Promise<Piece> {
    if (this.#res !== undefined) this.#invite(this.#res)
    const piece = this.#take()
    if (piece !== null) return piece
    if (this.#gone !== undefined) return Promise.reject(this.#gone)
    if (!this.#listening) this.#listen()
    this.#parked ??= new Parked<Piece>()
    return this.#parked.promise
  }

  /** True once all of the body has come, read or not. */
  get arrived(): boolean {
    // Node.js tells of the end a little later than of the last byte.
    return this.#req.complete || this.#taken + this.#req.readableLength === this.length
  }

  /** The client has gone: the rest never comes. */
  close(error: AbortedError): void {
    this.#gone = error
    this.#parked?.reject(error)
    this.#parked = undefined
  }

  /** The next piece, undefined at the end, null when there is neither yet. */
  #take(): Piece | null {
    const piece = this.#req.read() as Buffer | null
    if (piece === null) return this.arrived ? undefined : null
    this.#taken += piece.length
    this.#took(piece.length)
    return piece
  }

  #invite(res: ServerResponse): void {
    this.#res = undefined
    if (!res.headersSent && !res.destroyed) res.writeContinue()
  }

  #listen(): void {
    this.#listening = true
    this.#req.on('readable', () => {
      const parked = this.#parked
      if (parked === undefined) return
      const piece = this.#take()
      if (piece === null) return
      this.#parked = undefined
      parked.resolve(piece)
    })
  }
}
