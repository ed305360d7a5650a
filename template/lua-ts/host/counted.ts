import { whenEnded } from './call.ts'
import type { Call, Wrapper } from './call.ts'
import type { Metrics } from './metrics.ts'

/** Keeps the gauge of running calls, and counts and times those that ended, whatever their status. */
export const counted =
  (metrics: Pick<Metrics, 'started' | 'finished'>): Wrapper =>
  (next) => {
    const end = (call: Call): void =>
      metrics.finished(call.event.method, call.reply.status, (performance.now() - call.startedMs) / 1000)
    return (call) => {
      metrics.started()
      return whenEnded(next(call), call, end)
    }
  }
