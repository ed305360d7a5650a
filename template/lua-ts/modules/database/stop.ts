/** Says that a piece of work is given up, and tells whoever is at it. */
export class Stop {
  /** Who the work is for: what it holds back from others is counted for it. */
  readonly owner: unknown
  #stopped = false
  #listener: (() => void) | undefined

  constructor(owner?: unknown) {
    this.owner = owner
  }

  get stopped(): boolean {
    return this.#stopped
  }

  /** Calls `listener` when the work is given up; the one given last counts. */
  whenStopped(listener: () => void): void {
    this.#listener = listener
  }

  stop(): void {
    if (this.#stopped) return
    this.#stopped = true
    this.#listener?.()
  }
}

/** What work that was given up ends with. Nobody is there any more to see it. */
export class GivenUpError extends Error {
  override name = 'GivenUpError'
}
