import type { Wrapper } from './call.ts'
import type { Metrics } from './metrics.ts'

/** Keeps the gauge of running calls, and counts and times those that ended, whatever their status. */
export const counted =
  (metrics: Pick<Metrics, 'started' | 'finished'>): Wrapper =>
  (next) =>
  async (call) => {
    metrics.started()
    try {
      await next(call)
    } finally {
      metrics.finished(call.event.method, call.reply.status, (performance.now() - call.startedMs) / 1000)
    }
  }
