import { Counter, Gauge } from 'prom-client'
import type { Registry } from 'prom-client'
import { processRegistry, summedMetrics } from '../host/summed-metrics.ts'
import type { Snapshot } from '../host/summed-metrics.ts'
import type { MetricsPage } from './metrics-server.ts'
import type { RunningWorker } from './worker-places.ts'

/** The metrics of all workers, asked for when Prometheus asks. */
export interface WorkerScrape {
  readonly page: MetricsPage
  /** A worker's answer. */
  answered(worker: RunningWorker, snapshot: Snapshot): void
  left(worker: RunningWorker): void
  /** Counts a worker that was replaced. */
  died(): void
}

interface Round {
  readonly awaited: Set<RunningWorker>
  readonly done: () => void
}

const supervisorMetrics = (registry: Registry, workers: ReadonlySet<RunningWorker>): { died(): void } => {
  const registers = [registry]
  new Gauge({
    name: 'lua_workers',
    help: 'Worker processes that serve requests.',
    registers,
    collect() {
      this.set([...workers].filter(({ serving }) => serving).length)
    },
  })
  const deaths = new Counter({ name: 'lua_worker_deaths_total', help: 'Worker processes that ended unasked.', registers })
  return { died: () => deaths.inc() }
}

/** A worker that doesn't answer within `patienceMs` counts with its last numbers. */
export const workerScrape = (workers: ReadonlySet<RunningWorker>, patienceMs = 1000): WorkerScrape => {
  const sums = summedMetrics()
  const own = processRegistry()
  const supervisor = supervisorMetrics(own, workers)
  const rounds = new Set<Round>()

  const ask = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const round: Round = { awaited: new Set([...workers].filter(({ serving }) => serving)), done: resolve }
    rounds.add(round)
    for (const worker of round.awaited) worker.tell({ kind: 'scrape' })
    const timer = setTimeout(resolve, patienceMs)
    settle()
    await promise
    clearTimeout(timer)
    rounds.delete(round)
  }

  const settle = (worker?: RunningWorker): void => {
    for (const { awaited, done } of rounds) {
      if (worker !== undefined) awaited.delete(worker)
      if (awaited.size === 0) done()
    }
  }

  return {
    page: {
      contentType: own.contentType,
      metrics: async () => {
        await ask()
        return await sums.page(own)
      },
    },
    answered: (worker, snapshot) => {
      sums.update(worker.id, snapshot)
      settle(worker)
    },
    left: (worker) => {
      sums.retire(worker.id)
      settle(worker)
    },
    died: supervisor.died,
  }
}
