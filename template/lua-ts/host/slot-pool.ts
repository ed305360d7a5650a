/** A process that holds slots, as the pool sees it. */
export interface SlotHolder {
  /** Answers its question: `count` more are its own. */
  grant(count: number): void
  /** Asks for `count` slots back; it answers with as many as it can spare. */
  recall(count: number): void
}

/** All slots, and who holds how many. Never are there more than `max` of them. */
export interface SlotPool {
  /** A holder asks for `count`; it is answered once, perhaps with fewer. */
  ask(holder: SlotHolder, count: number): void
  /** A holder gives `count` back. */
  returned(holder: SlotHolder, count: number): void
  /** A holder is gone, its calls with it. */
  left(holder: SlotHolder): void
  /** Slots that nobody holds. */
  readonly free: number
}

interface Question {
  readonly holder: SlotHolder
  readonly count: number
}

class OwnedSlots implements SlotPool {
  free: number
  readonly #patienceMs: number
  readonly #held = new Map<SlotHolder, number>()
  /** The oldest is being answered. */
  readonly #questions: Question[] = []
  /** How many answers to recalls are still out, for each. */
  readonly #recalls = new Map<SlotHolder, number>()
  /** Those that were waited for in vain; until they answer, nothing is expected of them. */
  readonly #overdue = new Set<SlotHolder>()
  /** Whom the oldest question waits for; undefined while nobody was asked on its behalf. */
  #awaited: Set<SlotHolder> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(max: number, patienceMs: number) {
    this.free = max
    this.#patienceMs = patienceMs
  }

  ask(holder: SlotHolder, count: number): void {
    if (!this.#held.has(holder)) this.#held.set(holder, 0)
    this.#questions.push({ holder, count })
    this.#answerAll()
  }

  returned(holder: SlotHolder, count: number): void {
    const recalls = (this.#recalls.get(holder) ?? 1) - 1
    this.#recalls.set(holder, recalls)
    if (recalls === 0) this.#awaited?.delete(holder)
    this.#overdue.delete(holder)
    this.#held.set(holder, this.#heldBy(holder) - count)
    this.free += count
    this.#answerAll()
  }

  left(holder: SlotHolder): void {
    this.free += this.#heldBy(holder)
    this.#held.delete(holder)
    this.#recalls.delete(holder)
    this.#overdue.delete(holder)
    this.#awaited?.delete(holder)
    const [oldest] = this.#questions
    const others = this.#questions.filter((question) => question.holder !== holder)
    this.#questions.splice(0, Infinity, ...others)
    if (oldest !== others[0]) this.#endRound()
    this.#answerAll()
  }

  #heldBy(holder: SlotHolder): number {
    return this.#held.get(holder) ?? 0
  }

  #answerAll(): void {
    for (let oldest = this.#questions[0]; oldest !== undefined; oldest = this.#questions[0]) {
      if (this.free < oldest.count && this.#othersMayHave(oldest)) return
      this.#answer(oldest)
    }
  }

  /** True while somebody is asked for spare slots. */
  #othersMayHave({ holder, count }: Question): boolean {
    if (this.#awaited === undefined) {
      this.#awaited = new Set([...this.#held.keys()].filter((other) => other !== holder && !this.#overdue.has(other)))
      for (const lender of this.#awaited) {
        this.#recalls.set(lender, (this.#recalls.get(lender) ?? 0) + 1)
        lender.recall(count - this.free)
      }
      this.#timer = setTimeout(this.#loseConfidence, this.#patienceMs)
    }
    return this.#awaited.size > 0
  }

  readonly #loseConfidence = (): void => {
    for (const holder of this.#awaited ?? []) this.#overdue.add(holder)
    this.#awaited?.clear()
    this.#answerAll()
  }

  #answer({ holder, count }: Question): void {
    this.#questions.shift()
    this.#endRound()
    const granted = Math.min(this.free, count)
    this.free -= granted
    this.#held.set(holder, this.#heldBy(holder) + granted)
    holder.grant(granted)
  }

  #endRound(): void {
    clearTimeout(this.#timer)
    this.#awaited = undefined
  }
}

/**
 * Lends `max` slots to processes. When there are too few it asks the others for what they can spare; one that doesn't
 * answer within `patienceMs` is taken to use all of its own.
 */
export const slotPool = (max: number, patienceMs = 100): SlotPool => new OwnedSlots(max, patienceMs)
