import { isUtf8 } from 'node:buffer'

const newline = 10

/** Where to cut so that no UTF-8 character is split: at most three bytes before `limit`. */
const cutAt = (bytes: Uint8Array, limit: number): number => {
  let end = limit
  while (end > 0 && limit - end < 3 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  // Four continuation bytes in a row are no UTF-8: then any place is as good.
  return ((bytes[end] ?? 0) & 0xc0) === 0x80 ? limit : end
}

const cut = (bytes: Buffer, limit: number): Buffer => {
  const shown = cutAt(bytes, limit)
  return Buffer.concat([bytes.subarray(0, shown), Buffer.from(` … [cut, ${shown} of ${bytes.length} bytes shown]`)])
}

/** Text when the bytes are UTF-8, which changes none of them; a copy of the bytes when they are not. */
const readable = (bytes: Buffer): string | Buffer => (isUtf8(bytes) ? bytes.toString('utf8') : Buffer.from(bytes))

const shorten = (line: string, limitBytes: number): string => {
  // A UTF-16 unit takes three bytes at most, so most lines need no counting.
  if (line.length * 3 <= limitBytes || Buffer.byteLength(line) <= limitBytes) return line
  return cut(Buffer.from(line), limitBytes).toString('utf8')
}

/**
 * Calls `emit` with each line of `text`, without its end. Lines over `limitBytes` are cut and say so.
 * Bytes arrive as text when they are UTF-8, else as bytes of their own.
 */
export const outputLines = (
  text: string | Uint8Array,
  limitBytes: number,
  emit: (line: string | Buffer) => void,
): void => {
  if (typeof text === 'string') {
    for (const line of text.split('\n')) emit(shorten(line, limitBytes))
    return
  }
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(newline, start)
    const end = found === -1 ? bytes.length : found
    const line = bytes.subarray(start, end)
    emit(readable(line.length > limitBytes ? cut(line, limitBytes) : line))
    start = end + 1
  }
}
