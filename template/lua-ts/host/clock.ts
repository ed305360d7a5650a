// The global `performance` of the bundle, which the build puts into its place: the real one takes longer to load than any
// module of Node.js but `http`, and all that anybody here asks of it is the time.

const nowMs = (): number => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}

/** A clock that only goes forward, in milliseconds, and the time of the other clock when this one was at 0. */
export const performance = {
  now: nowMs,
  get timeOrigin(): number {
    return Date.now() - nowMs()
  },
}
