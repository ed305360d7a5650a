import type { Drainable } from '../host/drain.ts'
import type { ConnectionShare } from './connection-share.ts'
import type { WorkerLoad } from './worker-messages.ts'
import type { RunningWorker } from './worker-places.ts'

/** All workers as one platform to drain. */
export interface WorkerDrain extends Drainable {
  reported(worker: RunningWorker, load: WorkerLoad): void
  left(worker: RunningWorker): void
}

const patienceMs = 500

/** Draining over all of `workers`; what they have to do, they report. */
export const workerDrain = (workers: ReadonlySet<RunningWorker>, share: Pick<ConnectionShare, 'server' | 'waiting'>): WorkerDrain => {
  const loads = new Map<RunningWorker, WorkerLoad>()
  const awaited = new Set<RunningWorker>()
  let closing = false
  let refreshed = (): void => {}

  const sum = (of: (load: WorkerLoad | undefined) => number): number =>
    [...workers].reduce((total, worker) => total + of(loads.get(worker)), 0)
  const settle = (worker: RunningWorker): void => {
    awaited.delete(worker)
    if (awaited.size === 0) refreshed()
  }
  const tellAll = (kind: 'close' | 'closeIdle'): void => {
    for (const worker of workers) worker.tell({ kind })
  }

  return {
    // A report from before the listener was closed says nothing of what came in since, and who doesn't report is busy.
    get inFlight() {
      return sum((load) => (closing && !load?.closed ? Math.max(1, load?.inFlight ?? 0) : (load?.inFlight ?? 0)))
    },
    get connections() {
      return sum((load) => (load?.closed ? load.connections : 1)) + share.waiting
    },
    refresh: async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      refreshed = resolve
      for (const worker of workers) {
        awaited.add(worker)
        worker.tell({ kind: 'report' })
      }
      const timer = setTimeout(resolve, patienceMs)
      if (awaited.size > 0) await promise
      clearTimeout(timer)
    },
    closeListener: () => {
      closing = true
      share.server.close()
      tellAll('close')
    },
    closeIdle: () => tellAll('closeIdle'),
    sever: (reason) => {
      for (const worker of workers) worker.tell({ kind: 'sever', reason })
    },
    reported: (worker, load) => {
      loads.set(worker, load)
      settle(worker)
    },
    left: (worker) => {
      loads.delete(worker)
      settle(worker)
    },
  }
}
