/** How one test of a function ended. */
export interface TestResult {
  readonly status: 'ok' | 'failed' | 'pending'
  /** The file, by its path in the function's folder. */
  readonly file: string
  /** The names of the blocks around it, then its own; none when the file as a whole failed. */
  readonly path: readonly string[]
  /** `file:line` where it is defined. */
  readonly place?: string
  readonly ms: number
  /** Why it failed, or why it is put off. */
  readonly message?: string
  /** `file:line` of the assertion or error. */
  readonly at?: string
  readonly expected?: string
  readonly unexpected?: string
  readonly found?: string
  /** Where two tables differ, a line each. */
  readonly diff?: string
  /** Calls of the function's own code that led to the error, innermost first. */
  readonly traceback?: string
  /** What the host and the handler logged while a test that failed ran. */
  readonly log?: string
}

/** Takes results as they come. */
export interface TestReport {
  add(result: TestResult): void
  /** Writes what stands at the end. */
  end(): void
}
