/** @import { CallHead, CallOrder, HeaderList } from './feed-types.ts' */

/**
 * What comes of a call, in this order.
 * @typedef {object} CallListener
 * @property {(head: { status: number, reason: string, headers: HeaderList }) => void} head
 * @property {(piece: Uint8Array) => void} piece
 */

const lineEnd = 10

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
const join = (one, other) => {
  const joined = new Uint8Array(one.length + other.length)
  joined.set(one)
  joined.set(other, one.length)
  return joined
}

/**
 * Reads a line of JSON and then pieces of any length. Throws when the function could not be called or its answer breaks off.
 * @param {AsyncIterable<Uint8Array>} stream
 * @param {CallListener} listener
 */
export const readCall = async (stream, { head, piece }) => {
  /** @type {Uint8Array | undefined} */
  let line = new Uint8Array()
  for await (const bytes of stream) {
    if (line === undefined) {
      piece(bytes)
      continue
    }
    const start = join(line, bytes)
    const end = start.indexOf(lineEnd)
    line = start
    if (end === -1) continue
    /** @type {CallHead} */
    const read = JSON.parse(new TextDecoder().decode(start.subarray(0, end)))
    if ('error' in read) throw new Error(read.error)
    head(read)
    line = undefined
    if (end + 1 < start.length) piece(start.subarray(end + 1))
  }
}

/**
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<Uint8Array>}
 */
const pieces = async function* (body) {
  const reader = body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}

/**
 * Lets the gateway make a call and gives what comes of it to `listener`. Rejects when that fails.
 * @param {string} path `call` for an order, `replay/ID` for a call of before
 * @param {CallOrder | undefined} order
 * @param {AbortSignal} signal
 * @param {CallListener} listener
 */
export const callFunction = async (path, order, signal, listener) => {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(order ?? {}), signal })
  if (!answer.ok || answer.body === null) throw new Error((await answer.text()).trim())
  await readCall(pieces(answer.body), listener)
}
