/** A value that is here, or that comes. What is here stays off the queue of promises, which would cost a turn each. */
export type MaybeLater<T> = T | Promise<T>

/** Goes on with a value, at once if it is here. */
export const after = <T, U>(value: MaybeLater<T>, next: (value: T) => MaybeLater<U>): MaybeLater<U> =>
  value instanceof Promise ? value.then(next) : next(value)

/** Runs `work`; when it fails, now or later, `failed` takes its place. */
export const attempt = <T>(work: () => MaybeLater<T>, failed: (error: unknown) => MaybeLater<T>): MaybeLater<T> => {
  try {
    const value = work()
    return value instanceof Promise ? value.catch(failed) : value
  } catch (error) {
    return failed(error)
  }
}

/** Runs `work` and then `end`, however it went. */
export const finishing = <T>(work: () => MaybeLater<T>, end: () => void): MaybeLater<T> => {
  let value: MaybeLater<T>
  try {
    value = work()
  } catch (error) {
    end()
    throw error
  }
  if (value instanceof Promise) return value.finally(end)
  end()
  return value
}
