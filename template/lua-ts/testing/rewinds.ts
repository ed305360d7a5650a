import type { Rewindable } from '../modules/module-host.ts'

/** What is kept between calls, and how it was at each mark. */
export class Rewinds {
  readonly #kept = new Set<Rewindable>()
  readonly #marks: Map<Rewindable, () => void>[] = []

  add(state: Rewindable): void {
    this.#kept.add(state)
  }

  /** Remembers how everything is now. */
  mark(): void {
    this.#marks.push(new Map([...this.#kept].map((state) => [state, state.remember()])))
  }

  /** Brings everything back to how it was at the latest mark, and forgets that. What came later is cleared. */
  rewind(): void {
    const mark = this.#marks.pop()
    for (const state of this.#kept) (mark?.get(state) ?? (() => state.clear()))()
  }
}
