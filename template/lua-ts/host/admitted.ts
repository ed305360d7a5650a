import { whenEnded } from './call.ts'
import type { Call, Wrapper } from './call.ts'
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
  (next) => {
    const give = (): void => slots.give()
    const busy = () => new BusyError(`Concurrent request limit exceeded. Max concurrent requests: ${slots.max}`)

    const admitLater = async (call: Call, taken: Promise<boolean>): Promise<void> => {
      if (!(await taken)) throw busy()
      try {
        if (call.aborted) throw new AbortedError('client disconnected')
        await next(call)
      } finally {
        give()
      }
    }

    return (call) => {
      if (!gate.serving) return Promise.reject(new DrainingError('The function is shutting down'))
      const taken = slots.take()
      if (typeof taken !== 'boolean') return admitLater(call, taken)
      return taken ? whenEnded(next(call), call, give) : Promise.reject(busy())
    }
  }
