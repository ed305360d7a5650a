import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { AnswerReader } from './answer-reader.ts'
import type { HttpAnswer } from './answer-reader.ts'

/** One connection to an HTTP server, for one request after the other. */
export interface HttpConnection {
  /** Sends a request and resolves to its answer. `headers` are lines, each with its end. @throws Error when the connection fails */
  request(method: string, path: string, headers: string, body?: Uint8Array): Promise<HttpAnswer>
  /** Cuts the connection; what waits rejects. */
  close(): void
}

interface Waiting {
  resolve(answer: HttpAnswer): void
  reject(error: Error): void
}

/** Bodies up to this length are copied behind their head, so that both are one write. */
const copiedBytes = 64 * 1024

const none = new Uint8Array(0)

/**
 * The connection of node:http costs more than all that a small invocation does besides: it prepares for requests that
 * overlap, for time-outs, upgrades and proxies. No time-out here either: between two events the process may be frozen.
 */
class Connection implements HttpConnection {
  readonly #host: string
  readonly #port: number
  #socket: Socket | undefined
  #waiting: Waiting | undefined

  constructor(host: string, port: number) {
    this.#host = host
    this.#port = port
  }

  request(method: string, path: string, headers: string, body?: Uint8Array): Promise<HttpAnswer> {
    const length = body === undefined ? '' : `Content-Length: ${body.length}\r\n`
    // The server may have ended it meanwhile.
    if (!this.#socket?.writable) this.#socket = this.#open()
    this.#send(this.#socket, `${method} ${path} HTTP/1.1\r\nHost: ${this.#host}:${this.#port}\r\n${headers}${length}\r\n`, body ?? none)
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
    })
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
    this.#fail(new Error('the connection was closed'))
  }

  #send(socket: Socket, head: string, body: Uint8Array): void {
    if (body.length === 0) {
      socket.write(head, 'latin1')
    } else if (body.length <= copiedBytes) {
      const bytes = Buffer.allocUnsafe(head.length + body.length)
      bytes.write(head, 'latin1')
      bytes.set(body, head.length)
      socket.write(bytes)
    } else {
      socket.cork()
      socket.write(head, 'latin1')
      socket.write(body)
      socket.uncork()
    }
  }

  #open(): Socket {
    const socket = connect({ host: this.#host, port: this.#port, noDelay: true })
    const reader = new AnswerReader()
    socket.on('data', (bytes: Buffer) => {
      try {
        const answer = reader.read(bytes)
        if (answer) this.#answered(socket, answer)
      } catch (error) {
        this.#gone(socket, error as Error)
        socket.destroy()
      }
    })
    socket.on('error', (error) => this.#gone(socket, error))
    socket.on('close', () => {
      const answer = this.#socket === socket ? reader.end() : undefined
      if (answer) this.#answered(socket, answer)
      this.#gone(socket, new Error('the connection ended before an answer'))
    })
    return socket
  }

  #answered(socket: Socket, answer: HttpAnswer): void {
    // Who answers before all has come may not read the rest, and then it would be taken for the next request.
    if (socket.writableLength > 0 || /\bclose\b/i.test(answer.headers['connection'] ?? '')) {
      this.#socket = undefined
      socket.destroy()
    }
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(answer)
  }

  /** The next request opens another connection. */
  #gone(socket: Socket, error: Error): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    this.#fail(error)
  }

  #fail(error: Error): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.reject(error)
  }
}

/** A connection that is opened at the first request, and again where the server has closed it. */
export const httpConnection = (host: string, port: number): HttpConnection => new Connection(host, port)
