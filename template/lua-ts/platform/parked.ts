const ignore = () => {}

/** A promise settled from outside. Its rejection is no accident when nobody waits for it any more. */
export class Parked<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: Error) => void

  constructor() {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    promise.catch(ignore)
    this.promise = promise
    this.resolve = resolve
    this.reject = reject
  }
}
