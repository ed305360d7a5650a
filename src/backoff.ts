/** Lengths of the waits between two tries. */
export interface BackoffOptions {
  readonly firstMs: number
  readonly longestMs: number
  /** After running this long, a failure counts as the first one again. */
  readonly steadyMs: number
}

/** How long to wait before the next try, given how long the last one ran: doubles from try to try. */
export const backoff = ({ firstMs, longestMs, steadyMs }: BackoffOptions): ((ranMs: number) => number) => {
  let nextMs = firstMs
  return ranMs => {
    const waitMs = ranMs >= steadyMs ? firstMs : nextMs
    nextMs = Math.min(waitMs * 2, longestMs)
    return waitMs
  }
}
