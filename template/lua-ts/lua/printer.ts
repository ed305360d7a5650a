import type { Log } from '../host/log.ts'
import { hold } from './run.ts'
import type { Run } from './run.ts'

type Stream = 'stdout' | 'stderr'

interface Pending {
  stdout: Uint8Array[]
  stderr: Uint8Array[]
}

const newline = 10

/** Turns what Lua writes, in pieces of any size, into whole log lines that carry the call's id. */
export class Printer {
  readonly #log: Log
  /** Lines that are not complete yet, by run; most runs never have one. */
  readonly #pending = new Map<Run | undefined, Pending>()

  constructor(log: Log) {
    this.#log = log
  }

  /** Writes a whole line, without its end. */
  line(run: Run | undefined, stream: Stream, bytes: Uint8Array): void {
    if (this.#pending.size > 0) this.#flush(run, stream)
    this.#log.output(stream, bytes, run?.call?.id)
  }

  /** Writes bytes as they are; what follows the last line's end waits for more, or for the end of the run. */
  write(run: Run | undefined, stream: Stream, bytes: Uint8Array): void {
    const end = bytes.lastIndexOf(newline)
    if (end >= 0) {
      const head = this.#take(run, stream)
      const lines = bytes.subarray(0, end)
      this.#log.output(stream, head.length === 0 ? lines : Buffer.concat([...head, lines]), run?.call?.id)
    }
    if (end + 1 < bytes.length) this.#keep(run, stream, bytes.subarray(end + 1))
  }

  /** The run is over: what is left of its last lines goes out. */
  #finish(run: Run): void {
    this.#flush(run, 'stdout')
    this.#flush(run, 'stderr')
    this.#pending.delete(run)
  }

  #keep(run: Run | undefined, stream: Stream, bytes: Uint8Array): void {
    let pending = this.#pending.get(run)
    if (!pending) {
      this.#pending.set(run, (pending = { stdout: [], stderr: [] }))
      if (run) hold(run, () => this.#finish(run))
    }
    pending[stream].push(bytes)
  }

  #take(run: Run | undefined, stream: Stream): Uint8Array[] {
    const pending = this.#pending.get(run)
    if (!pending) return []
    const pieces = pending[stream]
    pending[stream] = []
    return pieces
  }

  #flush(run: Run | undefined, stream: Stream): void {
    const pieces = this.#take(run, stream)
    if (pieces.length > 0) this.#log.output(stream, Buffer.concat(pieces), run?.call?.id)
  }
}
