import { isBodyless } from '../host/bodyless.ts'
import type { RawHeaders } from '../host/call.ts'
import { BadReplyError } from '../host/errors.ts'

// RFC 9110 §5.6.2 and §5.5, as Node.js has them. Checked before Node.js is asked to write the head, because a head that
// it refuses half-way leaves its mark on the answer that takes its place.
const token = /^[\w!#$%&'*+.^`|~-]+$/
const badValue = /[^\t\x20-\x7e\x80-\xff]/

// Headers that speak of the connection, which is the host's (RFC 9110 §7.6.1), and the one that the host sets itself.
const ours = /^(?:connection|keep-alive|te|trailer|transfer-encoding|upgrade|proxy-.*|x-duration-seconds)$/i

const checkHeader = (name: string, value: string): void => {
  if (!token.test(name)) {
    throw new BadReplyError(`Cannot send header ${JSON.stringify(name)}: its name must be letters, digits and dashes`)
  }
  if (badValue.test(value)) {
    const at = JSON.stringify(value)
    throw new BadReplyError(
      `Cannot send header "${name}: ${at.slice(1, -1)}": its value must have neither control characters nor any beyond Latin-1`,
    )
  }
}

const readLength = (value: string, before: number): number => {
  const length = /^\d{1,15}$/.test(value) ? Number(value) : -1
  if (length < 0) throw new BadReplyError(`Cannot send Content-Length "${value}": expected a number of bytes`)
  if (before >= 0 && before !== length) {
    throw new BadReplyError(`Cannot send Content-Length twice: got ${before} and ${length}`)
  }
  return length
}

/** Refuses a status that can't be that of an answer. @throws BadReplyError */
export const checkStatus = (status: number): void => {
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) {
    throw new BadReplyError(`Cannot send status ${status}: expected an integer from 200 to 599`)
  }
}

/**
 * Copies the handler's headers to `out`, without those that are the host's, and without Content-Length.
 * Returns the bytes that Content-Length announces, -1 for none.
 * @throws BadReplyError naming the header that can't go on the wire
 */
export const copyHeaders = (headers: RawHeaders, out: string[]): number => {
  let announced = -1
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i] as string
    const value = headers[i + 1] as string
    checkHeader(name, value)
    if (name.length === 14 && name.toLowerCase() === 'content-length') announced = readLength(value, announced)
    else if (!ours.test(name)) out.push(name, value)
  }
  return announced
}

/**
 * The Content-Length to send, -1 for none. `announced` is what the handler's headers say, -1 for nothing; `length` is
 * that of a whole answer, -1 for one in pieces.
 * @throws BadReplyError when the two can't be brought together
 */
export const frameLength = (status: number, announced: number, length: number, toHead: boolean): number => {
  if (isBodyless(status)) {
    if (length > 0) throw new BadReplyError(`Cannot send a body with status ${status}`)
    // RFC 9110 §8.6: never with 204; with 304 it is that of the answer to a plain GET.
    return status === 204 ? -1 : announced
  }
  if (length < 0 || announced < 0 || announced === length) return Math.max(announced, length)
  // The answer to a HEAD may announce what a GET would bring.
  if (toHead && length === 0) return announced
  throw new BadReplyError(`Cannot send Content-Length ${announced}: the body has ${length} bytes`)
}
