import type { IncomingMessage } from 'node:http'
import { HttpError, httpErrorOf } from './http-error.ts'
import { HttpExchange } from './http-exchange.ts'
import type { HttpPools } from './http-pools.ts'
import { redirected } from './http-redirect.ts'
import type { HttpOptions, HttpRequest } from './http-request.ts'

/** Methods that may be sent twice (RFC 9110 §9.2.2). */
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])

/** One call of a server with all that belongs to it: redirects, the limit of its time, the pieces of both bodies. */
export class HttpTransfer {
  readonly #pools: HttpPools
  readonly #options: HttpOptions
  #request: HttpRequest
  #exchange: HttpExchange
  #timer: NodeJS.Timeout | undefined
  #cancelled: Error | undefined

  /** Starts the request. @throws TypeError for headers that can't go on the wire */
  constructor(pools: HttpPools, request: HttpRequest, options: HttpOptions) {
    this.#pools = pools
    this.#options = options
    this.#request = request
    this.#exchange = this.#start()
    this.restart()
  }

  /** The URL that answered, after redirects. */
  get url(): URL {
    return this.#request.url
  }

  /** Sends a piece of a streamed body. False when the server has answered already and wants no more. */
  async write(piece: Uint8Array): Promise<boolean> {
    if (this.#exchange.answered) return false
    try {
      await this.#exchange.write(piece)
    } catch (error) {
      throw this.#failure(error)
    }
    return !this.#exchange.answered
  }

  /** Status and headers of the final answer. */
  async head(): Promise<IncomingMessage> {
    if (this.#request.body === 'streamed') this.#exchange.end()
    for (let hops = 0; ; hops++) {
      const response = await this.#answer()
      const next = redirected(this.#request, response.statusCode ?? 0, response.headers.location)
      if (!next || this.#options.maxRedirects === 0) return response
      if (hops >= this.#options.maxRedirects) {
        this.cancel(new HttpError('redirect', `Cannot follow more than ${this.#options.maxRedirects} redirects, the last one of ${this.url.host}`))
        throw this.#cancelled
      }
      // Read to its end, an answer leaves its connection to the next request.
      response.resume()
      this.#request = next
      this.#exchange = this.#start()
    }
  }

  /** The next piece of the answer, undefined at its end. */
  async read(): Promise<Uint8Array | undefined> {
    try {
      const piece = await this.#exchange.read(this.#options.decompress)
      if (piece === undefined) this.stopClock()
      return piece
    } catch (error) {
      throw this.#failure(error)
    }
  }

  /** The whole answer. Rejects with `HttpError` when it is longer than `maxBytes`. */
  async whole(maxBytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    let bytes = 0
    for (let piece = await this.read(); piece !== undefined; piece = await this.read()) {
      bytes += piece.length
      if (bytes > maxBytes) {
        this.cancel(new HttpError('too_large', `Answer of ${this.url.host} is larger than ${maxBytes} bytes: read it with stream = true, or set max_body_bytes`))
        throw this.#cancelled
      }
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  }

  /** Gives up: closes the connection, and rejects what waits. */
  cancel(error: Error): void {
    this.#cancelled ??= error
    this.stopClock()
    this.#exchange.destroy(error)
  }

  /** Counts the time from now on. */
  restart(): void {
    const { timeoutMs } = this.#options
    this.stopClock()
    if (timeoutMs === Infinity) return
    this.#timer = setTimeout(() => this.cancel(new HttpError('timeout', `Cannot reach ${this.url.host}: timeout`)), timeoutMs)
  }

  stopClock(): void {
    clearTimeout(this.#timer)
  }

  #start(): HttpExchange {
    const exchange = new HttpExchange(this.#pools.start(this.#request))
    if (this.#request.body !== 'streamed') exchange.end(this.#request.body)
    return exchange
  }

  async #answer(): Promise<IncomingMessage> {
    for (let attempts = 0; ; attempts++) {
      try {
        return await this.#exchange.head
      } catch (error) {
        // A server may close a connection that was kept open just when it is used again.
        const { reused } = this.#exchange
        const again = reused && attempts === 0 && !this.#cancelled && this.#request.body !== 'streamed' && idempotent.has(this.#request.method)
        if (!again) throw this.#failure(error)
        this.#exchange = this.#start()
      }
    }
  }

  #failure(error: unknown): Error {
    this.stopClock()
    return this.#cancelled ?? httpErrorOf(error, this.url)
  }
}
