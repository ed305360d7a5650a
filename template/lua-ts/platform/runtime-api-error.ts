/** The Runtime API did something after which no invocation can be expected. */
export class RuntimeApiError extends Error {
  override name = 'RuntimeApiError'
  /** Status of its answer, 0 when there was none. */
  readonly status: number
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}
