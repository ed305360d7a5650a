import { isBodyless } from '../host/bodyless.ts'
import type { RawHeaders, Reply } from '../host/call.ts'
import { AbortedError, BadReplyError } from '../host/errors.ts'
import { headerOf } from '../host/header.ts'
import type { GatewayKind } from './gateway-request.ts'
import { headersAndCookies } from './gateway-response.ts'
import type { AnswerBody } from './lambda-answer-stream.ts'
import type { Invocation, LambdaAnswers, Receipt } from './lambda-client.ts'
import type { LambdaFailure } from './lambda-failure.ts'
import type { LambdaReply } from './lambda-reply.ts'
import { checkStatus, copyHeaders } from './reply-headers.ts'

/** The type of an answer that begins with its status and headers, and what stands between these and the body. */
const withHead = 'application/vnd.awslambda.http-integration-response'
const headEnd = Buffer.alloc(8)

export interface StreamOptions {
  readonly client: LambdaAnswers
  readonly invocation: Invocation
  /** Undefined for the answer to an event that is no request. */
  readonly kind: GatewayKind | undefined
  readonly method: string
  /** Told when the platform takes no more. */
  readonly aborted: (reason: string) => void
}

/** An answer that is sent while the handler makes it: the function URL's `RESPONSE_STREAM`, `InvokeWithResponseStream`. */
class LambdaStream implements Reply, LambdaReply {
  readonly #options: StreamOptions
  readonly reply: Reply = this
  status = 0
  bytes = 0
  #body: AnswerBody | undefined
  #received: Promise<Receipt> | undefined
  /** The answer to an event, which is no stream. */
  #value: Uint8Array | undefined
  #ended = false
  #closed: AbortedError | undefined
  #waiting: { resolve(): void; reject(error: Error): void } | undefined

  constructor(options: StreamOptions) {
    this.#options = options
  }

  get headSent(): boolean {
    return this.status !== 0
  }

  head(status: number, headers: RawHeaders): void {
    const { kind } = this.#options
    this.#check(false)
    checkStatus(status)
    const lines: string[] = []
    copyHeaders(headers, lines)
    this.#open(kind === undefined ? (headerOf(lines, 'content-type') ?? 'application/octet-stream') : withHead)
    this.status = status
    if (kind === undefined) return
    this.#body!.write(Buffer.from(JSON.stringify({ statusCode: status, ...headersAndCookies(lines) })))
    this.#body!.write(headEnd)
  }

  write(chunk: Uint8Array): void | Promise<void> {
    this.#check(true)
    if (chunk.length === 0 || this.#options.method === 'HEAD') return
    if (isBodyless(this.status)) throw new BadReplyError(`Cannot send a body with status ${this.status}`)
    this.bytes += chunk.length
    // What Lua hands over may be its own memory.
    if (this.#body!.write(chunk.slice())) return
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  end(): void {
    this.#check(true)
    this.#ended = true
    this.#body!.end()
  }

  send(status: number, headers: RawHeaders, body: Uint8Array): void {
    if (this.#options.kind === undefined) {
      this.#check(false)
      this.status = status
      this.#value = body.slice()
      return
    }
    this.head(status, headers)
    void this.write(body)
    this.end()
  }

  // What came so far is ended with an error, by `fail`.
  reset(): void {}

  finish(): Promise<Receipt> {
    const { client, invocation } = this.#options
    return this.#received ?? client.respond(invocation, this.#value!)
  }

  fail(failure: LambdaFailure): Promise<Receipt> {
    const { client, invocation } = this.#options
    if (!this.#body || !this.#received) return client.fail(invocation, failure)
    if (!this.#closed && !this.#ended) this.#body.fail(failure)
    return this.#received
  }

  #open(contentType: string): void {
    const { client, invocation } = this.#options
    const { body, received } = client.stream(invocation, contentType)
    this.#body = body
    this.#received = received
    received.then(({ status }) => this.#close(`the Runtime API answered ${status}`), (error: Error) => this.#close(error.message))
    body.onDrain(() => {
      const waiting = this.#waiting
      this.#waiting = undefined
      waiting?.resolve()
    })
  }

  /** The platform has answered: that is the end, whether or not all was said. */
  #close(reason: string): void {
    if (this.#ended) return
    this.#closed = new AbortedError(`The platform takes no more: ${reason}`)
    this.#waiting?.reject(this.#closed)
    this.#waiting = undefined
    this.#options.aborted(this.#closed.message)
    this.#body?.destroy()
  }

  #check(headSent: boolean): void {
    if (this.#closed) throw this.#closed
    if (this.#ended || this.#value) throw new BadReplyError('Cannot send more: the answer has ended')
    if (this.headSent !== headSent) throw new BadReplyError(headSent ? 'Cannot send a body before its head' : 'Cannot send a head twice')
  }
}

/** An answer in pieces, where the function's caller takes them so. */
export const streamedReply = (options: StreamOptions): LambdaReply => new LambdaStream(options)
