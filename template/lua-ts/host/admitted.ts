import type { Wrapper } from './call.ts'
import { BusyError, DrainingError } from './errors.ts'
import type { Slots } from './slots.ts'

export interface Gate {
  /** True while calls are served at all. */
  readonly serving: boolean
}

/**
 * Lets a call in while the host serves and a slot is free, and gives the slot back however the call ends.
 * Rejects with `DrainingError` and `BusyError`; the latter's text is that of of-watchdog's limiter.
 */
export const admitted =
  (slots: Slots, gate: Gate): Wrapper =>
  (next) =>
  async (call) => {
    if (!gate.serving) throw new DrainingError('The function is shutting down')
    if (!slots.take()) {
      throw new BusyError(`Concurrent request limit exceeded. Max concurrent requests: ${slots.max}`)
    }
    try {
      await next(call)
    } finally {
      slots.give()
    }
  }
