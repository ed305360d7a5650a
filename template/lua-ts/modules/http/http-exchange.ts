import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { HttpError } from './http-error.ts'

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** One request on the wire and its answer. */
export class HttpExchange {
  readonly #request: ClientRequest
  #response: IncomingMessage | undefined
  #pieces: AsyncIterator<Uint8Array> | undefined
  #failure: Error | undefined
  /** Resolves when status and headers are here. */
  readonly head: Promise<IncomingMessage>

  constructor(request: ClientRequest) {
    this.#request = request
    this.head = new Promise((resolve, reject) => {
      request.once('response', (response) => {
        this.#response = response
        resolve(response)
      })
      request.on('error', (error) => {
        this.#failure ??= error
        reject(error)
      })
      request.once('close', () => reject(this.#failure ?? new HttpError('closed', 'closed')))
    })
    // Whoever waits for it is told; nobody may, while the body is still written.
    this.head.catch(() => {})
  }

  /** True when the connection had served before, so that the server may have closed it in the meantime. */
  get reused(): boolean {
    return this.#request.reusedSocket
  }

  /** True once an answer has begun: what is left of the body need not be sent. */
  get answered(): boolean {
    return this.#response !== undefined
  }

  /** Sends a piece of the body; a promise while the server is slower. Rejects when the connection fails. */
  write(piece: Uint8Array): void | Promise<void> {
    if (this.#failure) throw this.#failure
    if (this.#request.write(piece)) return
    return new Promise((resolve, reject) => {
      const settle = () => {
        for (const event of ['drain', 'response', 'close']) this.#request.off(event, settle)
        if (this.#failure) reject(this.#failure)
        else resolve()
      }
      for (const event of ['drain', 'response', 'close']) this.#request.once(event, settle)
    })
  }

  end(body?: Uint8Array): void {
    this.#request.end(body)
  }

  /** The answer's next piece, undefined at its end. `decompress` counts at the first call. */
  async read(decompress: boolean): Promise<Uint8Array | undefined> {
    const response = await this.head
    this.#pieces ??= bodyOf(response, decompress)[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
    const { done, value } = await this.#pieces.next()
    return done ? undefined : value
  }

  /** Gives the exchange up: the connection is closed, and what waits for it rejects with `error`. */
  destroy(error: Error): void {
    this.#failure ??= error
    this.#request.destroy(error)
    this.#response?.destroy(error)
  }
}

const bodyOf = (response: IncomingMessage, decompress: boolean): Readable => {
  const decoder = decompress ? decoders[response.headers['content-encoding']?.toLowerCase() ?? ''] : undefined
  if (!decoder || response.statusCode === 204 || response.statusCode === 304) return response
  const decoded = decoder()
  response.once('error', (error) => decoded.destroy(error))
  return response.pipe(decoded)
}
