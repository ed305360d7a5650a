/** Numbers of the tables that stand for things of the host, by their identity. */
export class HandleNumbers {
  readonly #numbers = new Map<unknown, number>()
  readonly #earlier: HandleNumbers | undefined
  #last: number

  /** `earlier` ones keep their numbers; new ones count on from there. */
  constructor(earlier?: HandleNumbers) {
    this.#earlier = earlier
    this.#last = earlier === undefined ? 0 : earlier.#last
  }

  of(identity: unknown): number {
    return this.#numbers.get(identity) ?? this.#earlier?.of(identity) ?? 0
  }

  add(identity: unknown, number = ++this.#last): number {
    this.#numbers.set(identity, number)
    return number
  }
}
