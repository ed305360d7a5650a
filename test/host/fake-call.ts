import type { Call, RawHeaders, Reply } from '../../template/lua-ts/host/call.ts'

/** A call without a network: what is answered is kept, and `abort` makes its client go away. */
export interface FakeCall extends Call {
  aborted: boolean
  readonly reply: Reply & { headers: RawHeaders; text: string; resets: number; status: number; bytes: number }
  /** Listeners for the client's leaving that are registered now. */
  readonly listening: number
  abort(): void
}

export interface FakeCallOptions {
  readonly headers?: RawHeaders
  readonly path?: string
  readonly query?: string
  readonly abortReason?: string
  readonly flushed?: () => void | Promise<void>
}

const fakeReply = (flushed: FakeCallOptions['flushed']): FakeCall['reply'] => ({
  headSent: false,
  status: 0,
  bytes: 0,
  headers: [],
  text: '',
  resets: 0,
  head(status, headers) {
    Object.assign(this, { headSent: true, status, headers })
  },
  write(chunk) {
    this.text += Buffer.from(chunk).toString()
    this.bytes += chunk.length
  },
  end: () => {},
  send(status, headers, body) {
    this.head(status, headers)
    void this.write(body)
  },
  reset() {
    this.resets++
  },
  ...(flushed === undefined ? {} : { flushed }),
})

/** A call as a platform would make it, a moment ago. */
export const fakeCall = (options: FakeCallOptions = {}): FakeCall => {
  const { headers = [], path = '/a', query = '', abortReason, flushed } = options
  const listeners = new Set<() => void>()
  return {
    id: 'call-1',
    event: { method: 'GET', path, query, headers, body: { length: 0, read: () => undefined } },
    reply: fakeReply(flushed),
    startedMs: performance.now(),
    deadlineMs: Infinity,
    aborted: false,
    abortReason,
    get listening() {
      return listeners.size
    },
    onAbort: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    abort() {
      this.aborted = true
      for (const listener of listeners) listener()
    },
  }
}
