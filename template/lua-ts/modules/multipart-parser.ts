/** What a parser found next: a part's header block, bytes of its body, the end of the last part, or that it wants more. */
export type MultipartStep =
  | { readonly kind: 'part'; readonly headers: string }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end' | 'more' }

/** A body that is no multipart, or one that breaks off. The message is for the client. */
export class MultipartError extends Error {
  override name = 'MultipartError'
}

const maxHeaderBytes = 16_384
const maxParts = 1000
const lineEnd = Buffer.from('\r\n')
const headersEnd = Buffer.from('\r\n\r\n')
const dash = 0x2d

const wantsMore: MultipartStep = { kind: 'more' }

/** Takes a multipart body (RFC 2046 §5.1) apart while it comes; holds back no more than could be a delimiter. */
export class MultipartParser {
  readonly #delimiter: Buffer
  // The first delimiter may stand at the very begin, without the line end before it.
  #rest: Buffer = lineEnd
  #state: 'preamble' | 'delimiter' | 'headers' | 'body' | 'end' = 'preamble'
  #parts = 0

  constructor(boundary: string) {
    this.#delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1')
  }

  /** Adds a piece, which nobody may change. */
  push(piece: Buffer): void {
    this.#rest = this.#rest.length === 0 ? piece : Buffer.concat([this.#rest, piece])
  }

  /** The body has ended. @throws MultipartError when it is not whole */
  finish(): void {
    if (this.#state !== 'end') throw new MultipartError('The multipart body breaks off')
  }

  /** The next step; after `more`, push a piece first. @throws MultipartError */
  next(): MultipartStep {
    if (this.#state === 'preamble' && !this.#skipPreamble()) return wantsMore
    if (this.#state === 'delimiter' && !this.#readDelimiter()) return wantsMore
    if (this.#state === 'headers') return this.#readHeaders()
    if (this.#state === 'body') return this.#readBody()
    return { kind: 'end' }
  }

  #skipPreamble(): boolean {
    const at = this.#rest.indexOf(this.#delimiter)
    if (at < 0) {
      this.#rest = this.#rest.subarray(Math.max(0, this.#rest.length - this.#delimiter.length + 1))
      return false
    }
    this.#after(at + this.#delimiter.length, 'delimiter')
    return true
  }

  /** What follows a delimiter: two dashes after the last one, else spaces and the line's end. */
  #readDelimiter(): boolean {
    if (this.#rest.length < 2) return false
    if (this.#rest[0] === dash && this.#rest[1] === dash) {
      this.#after(this.#rest.length, 'end')
      return true
    }
    const end = this.#rest.indexOf(lineEnd)
    const padding = this.#rest.subarray(0, end < 0 ? this.#rest.length - 1 : end)
    if (padding.some((byte) => byte !== 0x20 && byte !== 0x09) || padding.length > maxHeaderBytes) throw new MultipartError('A delimiter of the multipart body is followed by something else')
    if (end < 0) return false
    if (++this.#parts > maxParts) throw new MultipartError(`The multipart body has more than ${maxParts} parts`)
    // The line end stays: a part without headers has the end of its headers right here.
    this.#after(end, 'headers')
    return true
  }

  #readHeaders(): MultipartStep {
    const end = this.#rest.indexOf(headersEnd)
    if (end > maxHeaderBytes || (end < 0 && this.#rest.length > maxHeaderBytes)) throw new MultipartError('The headers of a part of the multipart body are too long')
    if (end < 0) return wantsMore
    const headers = this.#rest.toString('latin1', lineEnd.length, Math.max(end, lineEnd.length))
    this.#after(end + headersEnd.length, 'body')
    return { kind: 'part', headers }
  }

  #readBody(): MultipartStep {
    const at = this.#rest.indexOf(this.#delimiter)
    if (at === 0) {
      this.#after(this.#delimiter.length, 'delimiter')
      return this.next()
    }
    const sure = at > 0 ? at : this.#rest.length - this.#delimiter.length + 1
    if (sure <= 0) return wantsMore
    const bytes = this.#rest.subarray(0, sure)
    this.#rest = this.#rest.subarray(sure)
    return { kind: 'data', bytes }
  }

  #after(at: number, state: 'delimiter' | 'headers' | 'body' | 'end'): void {
    this.#rest = this.#rest.subarray(at)
    this.#state = state
  }
}
