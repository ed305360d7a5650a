/** How much a line of the host matters. */
export type LogLevel = 'info' | 'warn' | 'error'

/** What the handler reports with the module `log`. */
export interface LogRecord {
  readonly level: 'debug' | LogLevel
  readonly message: string
  /** Names and their values as JSON texts, in the order in which they are shown. */
  readonly fields: ReadonlyArray<readonly [name: string, json: string]>
  readonly callId: string | undefined
}

/** One finished request, as the access log names it. */
export interface AccessLine {
  readonly method: string
  /** Request target as the client sent it, with its query. */
  readonly target: string
  /** Status that was sent, 0 for none. */
  readonly status: number
  readonly bytes: number
  readonly seconds: number
  readonly callId: string
}
