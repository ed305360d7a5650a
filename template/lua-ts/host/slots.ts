/** How many calls may run at once, and how many do. */
export interface Slots {
  readonly max: number
  /** True while no further call may start; a promise where other processes know. */
  readonly full: boolean | Promise<boolean>
  /** Takes a slot; false when there is none. A promise where another process may have one to lend. */
  take(): boolean | Promise<boolean>
  /** Gives a taken slot back. */
  give(): void
}

/** Slots of this process alone: it knows at once whether there is one. */
export interface OwnSlots extends Slots {
  readonly full: boolean
  take(): boolean
}

/** `max` slots; 0 for no limit. */
export const slots = (max: number): OwnSlots => {
  let taken = 0
  const full = () => max > 0 && taken >= max
  return {
    max,
    get full() {
      return full()
    },
    take: () => {
      if (full()) return false
      taken++
      return true
    },
    give: () => {
      taken--
    },
  }
}
