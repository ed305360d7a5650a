import { isUtf8 } from 'node:buffer'
import { cutBytes, cutText } from './cut-text.ts'

const newline = 10

/** Text when the bytes are UTF-8, which changes none of them; a copy of the bytes when they are not. */
const readable = (bytes: Buffer): string | Buffer => (isUtf8(bytes) ? bytes.toString('utf8') : Buffer.from(bytes))

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
    for (const line of text.split('\n')) emit(cutText(line, limitBytes))
    return
  }
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  for (let start = 0; start <= bytes.length; ) {
    const found = bytes.indexOf(newline, start)
    const end = found === -1 ? bytes.length : found
    const line = bytes.subarray(start, end)
    emit(readable(line.length > limitBytes ? cutBytes(line, limitBytes) : line))
    start = end + 1
  }
}
