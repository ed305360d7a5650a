import type { Body } from './call.ts'
import { BodyTooLargeError } from './errors.ts'

const empty = new Uint8Array(0)

const tooLarge = (maxBytes: number): BodyTooLargeError =>
  new BodyTooLargeError(`Request body is larger than lua_max_body_bytes="${maxBytes}"`)

const joined = (pieces: readonly Uint8Array[], bytes: number): Uint8Array => {
  if (pieces.length === 0) return empty
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, bytes)
}

/**
 * Reads a body whole: at once if all of it is here, else as a promise.
 * @throws BodyTooLargeError (or rejects with it) when it has more than `maxBytes`
 */
export const collect = (body: Body, maxBytes: number): Uint8Array | Promise<Uint8Array> => {
  if (body.length !== undefined && body.length > maxBytes) throw tooLarge(maxBytes)
  const pieces: Uint8Array[] = []
  let bytes = 0
  const take = (piece: Uint8Array): void => {
    bytes += piece.length
    if (bytes > maxBytes) throw tooLarge(maxBytes)
    pieces.push(piece)
  }
  const rest = async (first: Promise<Uint8Array | undefined>): Promise<Uint8Array> => {
    for (let piece = await first; piece; piece = await body.read()) take(piece)
    return joined(pieces, bytes)
  }
  for (;;) {
    const piece = body.read()
    if (piece instanceof Promise) return rest(piece)
    if (!piece) return joined(pieces, bytes)
    take(piece)
  }
}
