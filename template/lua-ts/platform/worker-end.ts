import type { RunningWorker } from './worker-places.ts'

/** The end of all workers. */
export interface WorkerEnd {
  /** From now on every worker's end counts for the result of `all`. */
  watch(): void
  /** A worker has heard that it shall end. */
  begun(worker: RunningWorker): void
  left(worker: RunningWorker, clean: boolean): void
  /** Has all end in order; true when each one that was watched did. */
  all(): Promise<boolean>
  /** Ends all at once. */
  kill(): Promise<void>
}

/** Ends `workers`. One that doesn't hear within `graceMs` that it shall end hangs in Lua, and is killed. */
export const endOf = (workers: ReadonlySet<RunningWorker>, graceMs: number): WorkerEnd => {
  const deaf = new Map<RunningWorker, NodeJS.Timeout>()
  const gone = Promise.withResolvers<void>()
  let watching = false
  let clean = true
  const settle = (): void => {
    if (workers.size === 0) gone.resolve()
  }
  const begun = (worker: RunningWorker): void => {
    clearTimeout(deaf.get(worker))
    deaf.delete(worker)
  }
  return {
    watch: () => {
      watching = true
    },
    begun,
    left: (worker, inOrder) => {
      begun(worker)
      if (watching && worker.serving && !inOrder) clean = false
      if (watching) settle()
    },
    all: async () => {
      for (const worker of workers) {
        deaf.set(worker, setTimeout(() => worker.kill(), graceMs))
        worker.tell({ kind: 'end' })
      }
      settle()
      await gone.promise
      return clean
    },
    kill: async () => {
      watching = true
      for (const worker of workers) worker.kill()
      settle()
      await gone.promise
    },
  }
}
