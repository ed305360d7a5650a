/** Most combinations of labels that one metric of a handler has. */
export const maxSeries = 1000

/** Keeps a metric from growing without end when its labels never repeat. */
export class SeriesLimit {
  readonly #known = new Set<string>()
  readonly #exceeded: () => void
  #told = false

  /** `exceeded` is called once, when the first combination is turned away. */
  constructor(exceeded: () => void) {
    this.#exceeded = exceeded
  }

  /** Whether these labels are known, or may become so. */
  allows(labels: Readonly<Record<string, string>>): boolean {
    const key = JSON.stringify(Object.values(labels))
    if (this.#known.has(key)) return true
    if (this.#known.size < maxSeries) {
      this.#known.add(key)
      return true
    }
    if (!this.#told) this.#exceeded()
    this.#told = true
    return false
  }
}
