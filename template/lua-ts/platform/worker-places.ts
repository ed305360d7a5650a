import cluster from 'node:cluster'
import type { Worker } from 'node:cluster'
import type { Socket } from 'node:net'
import { formatDuration } from '../host/format-duration.ts'
import type { Log } from '../host/log.ts'
import type { WorkerNews, WorkerOrder } from './worker-messages.ts'

/** A worker process that runs. */
export interface RunningWorker {
  /** Counts all workers that ever were, from 1. */
  readonly id: number
  /** True once it serves calls. */
  readonly serving: boolean
  tell(order: WorkerOrder): void
  /** Hands it a connection; this process keeps a hold on it. */
  hand(socket: Socket): void
  kill(): void
}

export interface WorkerPlacesOptions {
  readonly count: number
  readonly log: Pick<Log, 'host'>
  /** Told what a worker says, as long as it runs; of a connection that it took, even afterwards. */
  readonly heard: (from: RunningWorker, news: WorkerNews) => void
  /** Told when one is gone; `clean` is true when it ended itself without an error. */
  readonly left: (worker: RunningWorker, how: string, clean: boolean) => void
}

/** So many places, each with a worker. */
export interface WorkerPlaces {
  /** Those that run. */
  readonly all: ReadonlySet<RunningWorker>
  start(): void
  /** From now on each is replaced when it ends. */
  keep(): void
  /** From now on none is replaced. */
  keepNone(): void
}

const steadyMs = 10_000
const firstWaitMs = 100
const longestWaitMs = 10_000

/** How long a place waits for its next worker: not at all, unless its workers keep dying young. */
const waitAfter = (youngDeaths: number): number =>
  youngDeaths === 0 ? 0 : Math.min(longestWaitMs, firstWaitMs * 2 ** (youngDeaths - 1))

interface Forked {
  id: number
  serving: boolean
  readonly process: Worker
  tell(order: WorkerOrder): void
  hand(socket: Socket): void
  kill(): void
}

const ignore = (): void => {}

const forked = (): Forked => {
  // Sums of metrics know NaN and Infinity, JSON doesn't.
  cluster.setupPrimary({ serialization: 'advanced' })
  const process = cluster.fork()
  // One that dies while something is sent to it says so here too; its end is all that matters.
  process.on('error', ignore)
  return {
    id: process.id,
    serving: false,
    process,
    tell: (order) => {
      if (process.isConnected()) process.process.send(order, undefined, {}, ignore)
    },
    hand: (socket) => {
      if (process.isConnected()) process.process.send({ kind: 'connection' } satisfies WorkerOrder, socket, { keepOpen: true }, ignore)
    },
    kill: () => void process.process.kill('SIGKILL'),
  }
}

const howEnded = (code: number | null, signal: string | null): string =>
  signal === null ? `ended with exit status ${code}` : `was ended by ${signal}`

/** Keeps `count` worker processes, with Node.js' cluster: they run this same program. */
export const workerPlaces = ({ count, log, heard, left }: WorkerPlacesOptions): WorkerPlaces => {
  const all = new Set<Forked>()
  const timers = new Set<NodeJS.Timeout>()
  let keeping = false

  const occupy = (youngDeaths: number): void => {
    const startMs = performance.now()
    const worker = forked()
    all.add(worker)
    worker.process.on('message', (news: WorkerNews) => {
      if (!all.has(worker) && news.kind !== 'took') return
      worker.serving ||= news.kind === 'serving'
      heard(worker, news)
    })
    worker.process.once('exit', (code: number | null, signal: string | null) => {
      all.delete(worker)
      const how = howEnded(code, signal)
      if (keeping) replace(worker, how, performance.now() - startMs < steadyMs ? youngDeaths : 0)
      left(worker, how, code === 0)
    })
  }

  const replace = (worker: Forked, how: string, youngDeaths: number): void => {
    const waitMs = waitAfter(youngDeaths)
    const when = waitMs === 0 ? '' : ` in ${formatDuration(waitMs)}`
    log.host(`Worker ${worker.id} (process ${worker.process.process.pid}) ${how}; starting another${when}`, undefined, 'error')
    const timer = setTimeout(() => {
      timers.delete(timer)
      occupy(youngDeaths + 1)
    }, waitMs)
    timers.add(timer)
  }

  return {
    all,
    start: () => {
      for (let place = 0; place < count; place++) occupy(0)
    },
    keep: () => {
      keeping = true
    },
    keepNone: () => {
      keeping = false
      for (const timer of timers) clearTimeout(timer)
    },
  }
}
