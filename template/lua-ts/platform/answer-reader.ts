/** A whole answer of an HTTP server. */
export interface HttpAnswer {
  readonly status: number
  /** By lower-case names. Of a header that comes more than once, the last. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: Buffer
}

type Headers = Record<string, string | undefined>

const headEnd = Buffer.from('\r\n\r\n')
const lineEnd = Buffer.from('\r\n')
const longestHeadBytes = 256 * 1024
const none = Buffer.alloc(0)

const readHead = (text: string): { status: number; headers: Headers } => {
  const lines = text.split('\r\n')
  const found = /^HTTP\/1\.1 (\d{3})(?: |$)/.exec(lines[0]!)
  if (!found) throw new Error(`Not an answer of HTTP/1.1: ${JSON.stringify(lines[0]!.slice(0, 100))}`)
  const headers: Headers = {}
  for (let i = 1; i < lines.length; i++) {
    const line = lines[i]!
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
  }
  return { status: Number(found[1]), headers }
}

/** What is expected next. */
type State = 'head' | 'body' | 'size' | 'chunk' | 'chunk end' | 'trailers'

/** Reads the answers that come on a connection, one after the other (RFC 9112 §2, §6, §7.1). */
export class AnswerReader {
  #state: State = 'head'
  /** What has come and is not read yet, from `#at` on. */
  #bytes: Buffer = none
  #at = 0
  #status = 0
  #headers: Headers = {}
  #pieces: Buffer[] = []
  /** Bytes until the end of the body or chunk; Infinity where only the connection's end tells. */
  #left = 0

  /** Takes what has come. @returns the answer, once it is whole. @throws Error for what is no such answer */
  read(bytes: Buffer): HttpAnswer | undefined {
    this.#bytes = this.#at < this.#bytes.length ? Buffer.concat([this.#bytes.subarray(this.#at), bytes]) : bytes
    this.#at = 0
    while (this.#step()) if (this.#state === 'head') return this.#whole()
    return undefined
  }

  /** The connection has ended. @returns the answer, if that ends it */
  end(): HttpAnswer | undefined {
    return this.#state === 'body' && this.#left === Infinity ? this.#whole() : undefined
  }

  /** Reads the next part, after which `head` means that the answer is whole; false when more must come first. */
  #step(): boolean {
    if (this.#state === 'head') return this.#readHead()
    if (this.#state === 'body') return this.#readBytes('head')
    if (this.#state === 'chunk') return this.#readBytes('chunk end')
    const line = this.#readLine()
    if (line === undefined) return false
    if (this.#state === 'chunk end') this.#state = 'size'
    else if (this.#state === 'size') this.#expectChunk(line)
    else if (line === '') this.#state = 'head'
    return true
  }

  #readHead(): boolean {
    const end = this.#bytes.indexOf(headEnd, this.#at)
    if (end < 0) {
      if (this.#bytes.length - this.#at > longestHeadBytes) throw new Error('The head of an answer is too long')
      return false
    }
    const { status, headers } = readHead(this.#bytes.toString('latin1', this.#at, end))
    this.#at = end + headEnd.length
    // An interim answer, for which nobody asked: the answer itself follows.
    if (status < 200) return this.#readHead()
    this.#status = status
    this.#headers = headers
    this.#expectBody()
    return true
  }

  #expectBody(): void {
    const length = this.#headers['content-length']
    if (/\bchunked$/i.test(this.#headers['transfer-encoding'] ?? '')) {
      this.#state = 'size'
      return
    }
    this.#left = this.#status === 204 || this.#status === 304 ? 0 : length === undefined ? Infinity : Number(length)
    if (!(this.#left >= 0)) throw new Error(`Not a length: ${JSON.stringify(length)}`)
    this.#state = this.#left === 0 ? 'head' : 'body'
  }

  #expectChunk(line: string): void {
    if (!/^[\da-f]{1,8}(?:[ \t;]|$)/i.test(line)) throw new Error(`Not the size of a chunk: ${JSON.stringify(line.slice(0, 100))}`)
    this.#left = Number.parseInt(line, 16)
    this.#state = this.#left === 0 ? 'trailers' : 'chunk'
  }

  /** Takes what there is of the body or chunk. */
  #readBytes(then: State): boolean {
    const end = Math.min(this.#bytes.length, this.#at + this.#left)
    if (end === this.#at) return false
    this.#pieces.push(this.#bytes.subarray(this.#at, end))
    this.#left -= end - this.#at
    this.#at = end
    if (this.#left > 0) return false
    this.#state = then
    return true
  }

  #readLine(): string | undefined {
    const end = this.#bytes.indexOf(lineEnd, this.#at)
    if (end < 0) return undefined
    const line = this.#bytes.toString('latin1', this.#at, end)
    this.#at = end + lineEnd.length
    return line
  }

  #whole(): HttpAnswer {
    const body = this.#pieces.length === 1 ? this.#pieces[0]! : Buffer.concat(this.#pieces)
    this.#pieces = []
    this.#state = 'head'
    return { status: this.#status, headers: this.#headers, body }
  }
}
