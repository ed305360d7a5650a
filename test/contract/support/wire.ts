import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { parseAnswer } from './answer.ts'
import type { Answer, Parsed } from './answer.ts'

/** An answer and how it came in. */
export interface Received extends Answer {
  /** Milliseconds from the last write to the first byte of the body, or to the end when there was none. */
  readonly firstMs: number
  /** Milliseconds from the last write to the end. */
  readonly ms: number
  /** How many times some of the body came in. */
  readonly pieces: number
  /** True when the server had closed or reset the connection by then. */
  readonly closed: boolean
}

/** How to wait for an answer. */
export interface Waiting {
  /** True for an answer to HEAD. */
  readonly bodyless?: boolean
  /** How long to wait for the end; what came by then is the answer. */
  readonly withinMs?: number
  /** Stops at the first byte of the body. */
  readonly started?: boolean
}

/** A raw connection to the server under test. */
export interface Wire {
  write(bytes: string | Uint8Array): void
  /** The next answer, or as much of it as came before the connection closed. */
  answer(waiting?: Waiting): Promise<Received>
  /** True when the server closes the connection within that time. */
  closes(withinMs: number): Promise<boolean>
  /** Goes away without a word. */
  leave(): void
}

interface State {
  bytes: Buffer
  ended: boolean
  closed: boolean
  writtenMs: number
  wake: () => void
}

const absent: Parsed = { status: 0, headers: {}, body: '', complete: false, interim: [], bytes: 0 }

/** Opens a connection to a port of this machine. A refused connection shows as answers with status 0. */
export const wire = (port: number): Wire => {
  const state: State = { bytes: Buffer.alloc(0), ended: false, closed: false, writtenMs: performance.now(), wake: () => {} }
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  listen(socket, state)
  return {
    write: (bytes) => {
      state.writtenMs = performance.now()
      if (socket.writable) socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
    },
    answer: async (waiting = {}) => await receive(state, waiting),
    closes: async (withinMs) => {
      const untilMs = performance.now() + withinMs
      while (!state.ended && !state.closed && performance.now() < untilMs) await change(state, untilMs)
      return state.ended || state.closed
    },
    leave: () => {
      socket.destroy()
    },
  }
}

/** Sends one request on a connection of its own and waits for the whole answer. */
export const send = async (port: number, bytes: string | Uint8Array, waiting: Waiting = {}): Promise<Received> => {
  const line = wire(port)
  line.write(bytes)
  try {
    return await line.answer({ bodyless: Buffer.from(bytes).toString('latin1', 0, 5) === 'HEAD ', ...waiting })
  } finally {
    line.leave()
  }
}

const listen = (socket: Socket, state: State): void => {
  socket.on('data', (chunk: Buffer) => {
    state.bytes = Buffer.concat([state.bytes, chunk])
    state.wake()
  })
  socket.on('end', () => {
    state.ended = true
    state.wake()
  })
  // A reset shows as `closed` without `ended`: an answer without a length is not complete then.
  socket.on('error', () => {})
  socket.on('close', () => {
    state.closed = true
    state.wake()
  })
}

const change = async (state: State, untilMs: number): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, Math.max(0, untilMs - performance.now()))
  state.wake = resolve
  await promise
  clearTimeout(timer)
}

const receive = async (state: State, waiting: Waiting): Promise<Received> => {
  const untilMs = performance.now() + (waiting.withinMs ?? 10_000)
  let size = 0
  let pieces = 0
  let firstMs: number | undefined
  for (;;) {
    const parsed = parseAnswer(state.bytes, waiting.bodyless ?? false, state.ended) ?? absent
    const nowMs = performance.now()
    if (parsed.body.length > size) {
      size = parsed.body.length
      pieces++
      firstMs ??= nowMs - state.writtenMs
    }
    const over = parsed.complete || state.ended || state.closed || nowMs >= untilMs
    if (over || (waiting.started && size > 0)) {
      const ms = nowMs - state.writtenMs
      if (parsed.complete) state.bytes = state.bytes.subarray(parsed.bytes)
      const { status, headers, body, complete, interim } = parsed
      return { status, headers, body, complete, interim, firstMs: firstMs ?? ms, ms, pieces, closed: state.ended || state.closed }
    }
    await change(state, untilMs)
  }
}
