/** Where lines go. Nothing here blocks a request: lines are gathered and written together. */
export interface Log {
  /** A line of the host itself, on stderr with the date before it. */
  host(text: string, callId?: string): void
  /** What the handler printed: one or more lines, without the last line's end. */
  output(stream: 'stdout' | 'stderr', text: string | Uint8Array, callId: string | undefined): void
  /** One finished request. */
  access(line: AccessLine): void
  /** Writes what is gathered, at once; for the end of the process. */
  flush(): void
}

/** One finished request, as the access log names it. */
export interface AccessLine {
  readonly method: string
  /** Request target as the client sent it, with its query. */
  readonly target: string
  readonly status: number
  readonly bytes: number
  readonly seconds: number
  readonly callId: string
}
