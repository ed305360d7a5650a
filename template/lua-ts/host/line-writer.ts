import { writeSync } from 'node:fs'

import { GatheredLines } from './gathered-lines.ts'

/** `fs.writeSync` as far as it is used here: writes bytes from `offset` on and returns how many. */
export type WriteBytes = (fd: number, bytes: Uint8Array, offset: number, length: number) => number

export interface LineWriterOptions {
  readonly fd: number
  readonly write?: WriteBytes
  /** Most that may wait for the reader, in about bytes. */
  readonly maxWaitingBytes?: number
  /**
   * Most bytes in one write, where it is whole lines: up to 4096 a pipe keeps them together when other processes write
   * to it too. Infinity where they don't.
   */
  readonly maxWriteBytes?: number
  /** Longest time that `flush` waits for the reader, in milliseconds. */
  readonly flushWaitMs?: number
  /** The line that stands where `count` lines are missing. */
  readonly dropped: (count: number) => string
}

/** Gathers lines and writes all of a turn of the event loop with one system call. Never throws, never reorders. */
export interface LineWriter {
  /** Adds a whole line, its `\n` included. Bytes must not change afterwards. */
  add(line: string | Uint8Array): void
  /** Writes what waits, for as long as the reader takes it and `flushWaitMs` allows. */
  flush(): void
}

const retryFirstMs = 1
const retryLastMs = 50
const none = new Uint8Array()
const newline = 0x0a

const errorCode = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

/** Blocks this thread. */
const sleep = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

class FdLineWriter implements LineWriter {
  readonly #options: Required<LineWriterOptions>
  readonly #gathered = new GatheredLines()
  /** What the last write didn't take; its lines go before all gathered ones. */
  #rest: Uint8Array = none
  #offset = 0
  #restLines = 0
  #dropping = false
  #droppedLines = 0
  #scheduled = false
  #retryMs = retryFirstMs

  constructor(options: LineWriterOptions) {
    this.#options = { write: writeSync, maxWaitingBytes: 16 * 2 ** 20, maxWriteBytes: Infinity, flushWaitMs: 2000, ...options }
  }

  add(line: string | Uint8Array): void {
    const { maxWaitingBytes } = this.#options
    const waiting = this.#gathered.bytes + this.#rest.length - this.#offset
    // Once it drops, it does so until half is gone, so that the gaps are few.
    this.#dropping = waiting > (this.#dropping ? maxWaitingBytes / 2 : maxWaitingBytes)
    if (this.#dropping) {
      this.#droppedLines += 1
      return
    }
    this.#confess()
    this.#gathered.add(line)
    this.#schedule()
  }

  flush(): void {
    const { flushWaitMs } = this.#options
    const until = performance.now() + flushWaitMs
    while (!this.#drain() && performance.now() < until) sleep(5)
  }

  /** Names the lines that were dropped, in their place. */
  #confess(): void {
    if (this.#droppedLines === 0) return
    this.#gathered.add(this.#options.dropped(this.#droppedLines), this.#droppedLines)
    this.#droppedLines = 0
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(this.#turn)
  }

  readonly #turn = (): void => {
    const before = this.#offset
    if (this.#drain()) {
      this.#scheduled = false
      this.#retryMs = retryFirstMs
      return
    }
    this.#retryMs = this.#offset === before ? Math.min(this.#retryMs * 2, retryLastMs) : retryFirstMs
    setTimeout(this.#turn, this.#retryMs)
  }

  /** Writes until nothing waits; false when the reader takes no more now. */
  #drain(): boolean {
    for (;;) {
      if (this.#offset === this.#rest.length && !this.#next()) return true
      try {
        const written = this.#options.write(this.#options.fd, this.#rest, this.#offset, this.#nextLength())
        if (written === 0) return false
        this.#offset += written
      } catch (error) {
        const code = errorCode(error)
        if (code === 'EAGAIN') return false
        if (code !== 'EINTR') return this.#giveUp()
      }
    }
  }

  #nextLength(): number {
    const { maxWriteBytes } = this.#options
    const length = this.#rest.length - this.#offset
    if (length <= maxWriteBytes) return length
    const lastEnd = this.#rest.lastIndexOf(newline, this.#offset + maxWriteBytes - 1)
    const end = lastEnd < this.#offset ? this.#rest.indexOf(newline, this.#offset) : lastEnd
    return end < 0 ? length : end + 1 - this.#offset
  }

  /** Makes the gathered lines the ones to write; false when there are none. */
  #next(): boolean {
    if (this.#gathered.lines === 0 && this.#dropping) {
      this.#dropping = false
      this.#confess()
    }
    this.#restLines = this.#gathered.lines
    this.#rest = this.#gathered.take()
    this.#offset = 0
    return this.#rest.length > 0
  }

  /** The reader is gone (EPIPE) or the disk is full: there is nowhere to say so, except here once it works again. */
  #giveUp(): true {
    this.#droppedLines += this.#restLines + this.#gathered.lines
    this.#gathered.take()
    this.#rest = none
    this.#offset = 0
    this.#dropping = false
    return true
  }
}

/** A writer of lines to the file descriptor `fd`, which may be non-blocking. */
export const lineWriter = (options: LineWriterOptions): LineWriter => new FdLineWriter(options)
