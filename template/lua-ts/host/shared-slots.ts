import type { Slots } from './slots.ts'

/** The way to the process that owns the slots. */
export interface SlotsLink {
  /** Asks for `count` more; the answer comes through `granted`. */
  ask(count: number): void
  /** Gives back `count` that this process has to spare; answers `recall`, even with none. */
  giveBack(count: number): void
}

/** Slots that several processes share; this one holds some of them. */
export interface SharedSlots extends Slots {
  /** The answer to `ask`: slots that are this process's from now on. */
  granted(count: number): void
  /** Others need `count` slots. */
  recall(count: number): void
}

class BorrowedSlots implements SharedSlots {
  readonly max: number
  readonly #link: SlotsLink
  #held = 0
  #taken = 0
  /** Calls that wait for a slot, oldest first. */
  readonly #waiting: ((taken: boolean) => void)[] = []
  #asking = false
  /** How many of those that wait, from the oldest on, the question under way speaks for. */
  #askedFor = 0

  constructor(max: number, share: number, link: SlotsLink) {
    this.max = max
    this.#link = link
    if (share > 0) this.#ask(share)
  }

  take(): boolean | Promise<boolean> {
    if (this.#taken < this.#held) {
      this.#taken++
      return true
    }
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#waiting.push(resolve)
    this.#askForWaiting()
    return promise
  }

  give(): void {
    this.#taken--
    this.#serve()
  }

  get full(): boolean | Promise<boolean> {
    if (this.#taken < this.#held) return false
    return this.#isFull()
  }

  granted(count: number): void {
    this.#held += count
    this.#asking = false
    this.#serve()
    for (const refuse of this.#waiting.splice(0, this.#askedFor)) refuse(false)
    this.#askedFor = 0
    this.#askForWaiting()
  }

  recall(count: number): void {
    const spare = Math.min(count, this.#held - this.#taken)
    this.#held -= spare
    this.#link.giveBack(spare)
  }

  /** Nobody here knows but by taking one. */
  async #isFull(): Promise<boolean> {
    const taken = await this.take()
    if (taken) this.give()
    return !taken
  }

  #serve(): void {
    while (this.#taken < this.#held) {
      const serve = this.#waiting.shift()
      if (serve === undefined) return
      this.#askedFor = Math.max(0, this.#askedFor - 1)
      this.#taken++
      serve(true)
    }
  }

  // One question at a time, for all that wait: calls that are refused by the thousand must not cost a message each.
  #askForWaiting(): void {
    if (this.#asking || this.#waiting.length === 0) return
    this.#askedFor = this.#waiting.length
    this.#ask(this.#askedFor)
  }

  #ask(count: number): void {
    this.#asking = true
    this.#link.ask(count)
  }
}

/**
 * This process's part of `max` slots: asks for `share` at once, and for more when they are all taken, before it refuses
 * a call.
 */
export const sharedSlots = (max: number, share: number, link: SlotsLink): SharedSlots => new BorrowedSlots(max, share, link)
