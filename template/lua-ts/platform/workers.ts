import { drain } from '../host/drain.ts'
import { LoadError } from '../host/errors.ts'
import type { Lifecycle } from '../host/lifecycle.ts'
import { lifecycle as lifecycleOf } from '../host/lifecycle.ts'
import type { Log } from '../host/log.ts'
import type { Settings } from '../host/settings.ts'
import { slotPool } from '../host/slot-pool.ts'
import type { SlotHolder } from '../host/slot-pool.ts'
import { closeServer } from './call-server.ts'
import { connectionShare } from './connection-share.ts'
import { metricsServer } from './metrics-server.ts'
import { openPorts } from './open-ports.ts'
import type { Ports } from './open-ports.ts'
import { openfaasOf } from './openfaas.ts'
import type { OpenFaas } from './openfaas.ts'
import { workerDrain } from './worker-drain.ts'
import { endOf } from './worker-end.ts'
import type { WorkerNews } from './worker-messages.ts'
import { workerPlaces } from './worker-places.ts'
import type { RunningWorker } from './worker-places.ts'
import { workerScrape } from './worker-scrape.ts'

export interface WorkersOptions {
  readonly settings: Settings
  readonly log: Log
}

/** Slots that workers borrow, by worker. */
const workerSlots = (maxInflight: number) => {
  const pool = slotPool(maxInflight)
  const holders = new Map<RunningWorker, SlotHolder>()
  const holderOf = (worker: RunningWorker): SlotHolder => {
    const known = holders.get(worker)
    if (known !== undefined) return known
    const holder: SlotHolder = {
      grant: (count) => worker.tell({ kind: 'granted', count }),
      recall: (count) => worker.tell({ kind: 'recall', count }),
    }
    holders.set(worker, holder)
    return holder
  }
  return {
    ask: (worker: RunningWorker, count: number) => pool.ask(holderOf(worker), count),
    giveBack: (worker: RunningWorker, count: number) => pool.returned(holderOf(worker), count),
    left: (worker: RunningWorker) => {
      pool.left(holderOf(worker))
      holders.delete(worker)
    },
  }
}

/** Resolves once `count` workers serve. */
const firstStart = (count: number) => {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let serving = 0
  return {
    done: promise,
    serves: () => {
      serving++
      if (serving === count) resolve()
    },
    fails: (text: string) => reject(new LoadError(text)),
  }
}

/**
 * The OpenFaaS platform over `lua_workers` processes, for the process that keeps them: it serves no calls itself. To
 * the outside it is as `openfaas()`: one port, one page of metrics, one lock file, one `max_inflight`, one end.
 */
export const workers = ({ settings, log }: WorkersOptions): OpenFaas => {
  const { luaWorkers, luaGraceMs, healthcheckIntervalMs, writeTimeoutMs } = settings
  const lifecycle = lifecycleOf({ ...settings, log })
  const slots = workerSlots(settings.maxInflight)
  const starting = firstStart(luaWorkers)
  const places = workerPlaces({
    count: luaWorkers,
    log,
    heard: (from, news) => heard(from, news),
    left: (worker, how, clean) => left(worker, how, clean),
  })
  const scrape = workerScrape(places.all)
  const share = connectionShare(places.all)
  const platform = workerDrain(places.all, share)
  const end = endOf(places.all, luaGraceMs)
  const metricServer = metricsServer(() => scrape.page)

  const serves = (worker: RunningWorker): void => {
    share.joined(worker)
    if (lifecycle.phase === 'starting') starting.serves()
    else if (lifecycle.phase === 'ready') worker.tell({ kind: 'ready' })
  }

  const fails = (text: string): void => {
    if (lifecycle.phase === 'starting') starting.fails(text)
    else log.host(text, undefined, 'error')
  }

  const heard = (from: RunningWorker, news: WorkerNews): void => {
    if (news.kind === 'failed') fails(news.text)
    else if (news.kind === 'metrics') scrape.answered(from, news.snapshot)
    else if (news.kind === 'load') platform.reported(from, news)
    else if (news.kind === 'ending') end.begun(from)
    else if (news.kind === 'serving') serves(from)
    else if (news.kind === 'took') share.took(from)
    else if (news.kind === 'ask') slots.ask(from, news.count)
    else slots.giveBack(from, news.count)
  }

  const left = (worker: RunningWorker, how: string, clean: boolean): void => {
    starting.fails(`Worker ${worker.id} ${how} before all were ready`)
    if (lifecycle.phase === 'ready') scrape.died()
    share.left(worker)
    slots.left(worker)
    scrape.left(worker)
    platform.left(worker)
    end.left(worker, clean)
  }

  const start = async (): Promise<Ports> => {
    places.start()
    await starting.done
    const ports = await openPorts(settings, log, { calls: share.server, metrics: metricServer })
    lifecycle.ready()
    places.keep()
    for (const worker of places.all) worker.tell({ kind: 'ready' })
    return ports
  }

  /** Draining begins in the workers too. One that does not serve yet has nothing to bring to an end. */
  const drainAll = (): void => {
    lifecycle.drain()
    for (const worker of places.all) {
      if (worker.serving) worker.tell({ kind: 'drain' })
      else worker.kill()
    }
  }

  const drainAndClose = async (): Promise<boolean> => {
    places.keepNone()
    end.watch()
    const phases: Pick<Lifecycle, 'drain' | 'close' | 'stop'> = { ...lifecycle, drain: drainAll }
    const complete = await drain({ platform, lifecycle: phases, log, healthcheckIntervalMs, writeTimeoutMs })
    const clean = await end.all()
    await closeServer(metricServer)
    return complete && clean
  }

  const close = async (): Promise<void> => {
    places.keepNone()
    share.server.close()
    await Promise.all([end.kill(), closeServer(metricServer)])
  }

  return openfaasOf({ start, drain: drainAndClose, close })
}
