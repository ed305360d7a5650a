import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { systemError } from './file-system.ts'

const newline = 10
const pieceBytes = 64 * 1024

/** Modes of Lua's `io.open` and the flags of the system's own open. */
const flagsOf: Readonly<Record<string, string>> = { r: 'r', w: 'w', a: 'a', 'r+': 'r+', 'w+': 'w+', 'a+': 'a+' }

/** An open file with C's way to read: buffered, with a position of its own. What fails throws the system's error. */
export class OpenFile {
  readonly #fd: number
  readonly #appends: boolean
  #position = 0
  #buffer: Buffer = Buffer.alloc(0)
  #closed = false

  /** @throws RangeError for a mode that Lua does not have; the system's error when the file can't be opened */
  constructor(path: string, mode: string) {
    const flags = flagsOf[mode.replace('b', '')]
    if (flags === undefined || !/^[rwa]\+?b?$/.test(mode)) throw new RangeError('invalid mode')
    this.#fd = openSync(path, flags)
    this.#appends = flags.startsWith('a')
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Up to `count` bytes; undefined at the end of the file, unless none were asked for. */
  read(count: number): Buffer | undefined {
    while (this.#buffer.length < count && this.#fill()) { /* more may come */ }
    if (this.#buffer.length === 0) return count === 0 && !this.atEnd() ? this.#buffer : undefined
    return this.#take(Math.min(count, this.#buffer.length))
  }

  /** Everything that is left. */
  readAll(): Buffer {
    while (this.#fill()) { /* to the end */ }
    return this.#take(this.#buffer.length)
  }

  /** The next line, with or without its end; undefined at the end of the file. */
  readLine(keepEnd: boolean): Buffer | undefined {
    let end = this.#buffer.indexOf(newline)
    while (end < 0) {
      const searched = this.#buffer.length
      if (!this.#fill()) break
      end = this.#buffer.indexOf(newline, searched)
    }
    if (this.#buffer.length === 0) return undefined
    const line = this.#take(end < 0 ? this.#buffer.length : end + 1)
    return end < 0 || keepEnd ? line : line.subarray(0, -1)
  }

  /** Takes the longest text that begins a number, as far as `accepts` goes along with it, after white space. */
  readWhile(accepts: (text: string) => boolean): string {
    let byte = this.read(1)
    while (byte && /\s/.test(byte.toString('latin1'))) byte = this.read(1)
    let text = ''
    while (byte && accepts(text + byte.toString('latin1'))) {
      text += byte.toString('latin1')
      byte = this.read(1)
    }
    if (byte) this.#unread(byte)
    return text
  }

  atEnd(): boolean {
    return this.#buffer.length === 0 && !this.#fill()
  }

  write(bytes: Uint8Array): void {
    this.#forget()
    for (let done = 0; done < bytes.length;) {
      const written = writeSync(this.#fd, bytes, done, bytes.length - done, this.#appends ? null : this.#position)
      done += written
      this.#position += written
    }
  }

  /** Moves to `offset` bytes from the start, the present position or the end; returns the new position. */
  seek(whence: 'set' | 'cur' | 'end', offset: number): number {
    this.#forget()
    const base = whence === 'set' ? 0 : whence === 'cur' ? this.#position : fstatSync(this.#fd).size
    if (base + offset < 0) throw systemError('EINVAL', 22)
    this.#position = base + offset
    return this.#position
  }

  flush(): void {
    fsyncSync(this.#fd)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    closeSync(this.#fd)
  }

  #fill(): boolean {
    const piece = Buffer.allocUnsafe(pieceBytes)
    const count = readSync(this.#fd, piece, 0, pieceBytes, this.#position)
    if (count === 0) return false
    this.#position += count
    const read = piece.subarray(0, count)
    this.#buffer = this.#buffer.length === 0 ? read : Buffer.concat([this.#buffer, read])
    return true
  }

  #take(count: number): Buffer {
    const taken = this.#buffer.subarray(0, count)
    this.#buffer = this.#buffer.subarray(count)
    return taken
  }

  #unread(bytes: Buffer): void {
    this.#buffer = Buffer.concat([bytes, this.#buffer])
  }

  /** What was read ahead is not read for who writes or moves. */
  #forget(): void {
    this.#position -= this.#buffer.length
    this.#buffer = Buffer.alloc(0)
  }
}
