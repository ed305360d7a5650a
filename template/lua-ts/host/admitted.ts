import type { Wrapper } from './call.ts'
import { AbortedError, BusyError, DrainingError } from './errors.ts'
import type { Slots } from './slots.ts'

export interface Gate {
  /** True while calls are served at all. */
  readonly serving: boolean
}

/**
 * Lets a call in while the host serves and a slot is free, and gives the slot back however the call ends.
 * Rejects with `DrainingError` and `BusyError`; the latter's text is that of of-watchdog's limiter. Where a slot had to
 * be waited for, rejects with `AbortedError` when the client did not wait.
 */
export const admitted =
  (slots: Slots, gate: Gate): Wrapper =>
  (next) =>
  async (call) => {
    if (!gate.serving) throw new DrainingError('The function is shutting down')
    const taken = slots.take()
    const waits = typeof taken !== 'boolean'
    if (!(waits ? await taken : taken)) {
      throw new BusyError(`Concurrent request limit exceeded. Max concurrent requests: ${slots.max}`)
    }
    try {
      if (waits && call.aborted) throw new AbortedError('client disconnected')
      await next(call)
    } finally {
      slots.give()
    }
  }
