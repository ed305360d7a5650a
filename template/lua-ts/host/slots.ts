/** How many calls may run at once, and how many do. */
export interface Slots {
  readonly max: number
  /** True while no further call may start. */
  readonly full: boolean
  /** Takes a slot; false when there is none. */
  take(): boolean
  /** Gives a taken slot back. */
  give(): void
}

/** `max` slots; 0 for no limit. */
export const slots = (max: number): Slots => {
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
