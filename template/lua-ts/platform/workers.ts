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

/** The process that keeps workers, and all that it knows of them. */
class Keeper {
  readonly #settings: Settings
  readonly #log: Log
  readonly #lifecycle: Lifecycle
  readonly #slots
  readonly #starting
  readonly #places
  readonly #scrape
  readonly #share
  readonly #platform
  readonly #end
  readonly #metricServer

  constructor({ settings, log }: WorkersOptions) {
    this.#settings = settings
    this.#log = log
    this.#lifecycle = lifecycleOf({ ...settings, log })
    this.#slots = workerSlots(settings.maxInflight)
    this.#starting = firstStart(settings.luaWorkers)
    this.#places = workerPlaces({
      count: settings.luaWorkers,
      log,
      heard: (from, news) => this.#heard(from, news),
      left: (worker, how, clean) => this.#left(worker, how, clean),
    })
    const { all } = this.#places
    this.#scrape = workerScrape(all)
    this.#share = connectionShare(all)
    this.#platform = workerDrain(all, this.#share)
    this.#end = endOf(all, settings.luaGraceMs)
    this.#metricServer = metricsServer(() => this.#scrape.page)
  }

  async start(): Promise<Ports> {
    this.#places.start()
    await this.#starting.done
    const ports = await openPorts(this.#settings, this.#log, { calls: this.#share.server, metrics: this.#metricServer })
    this.#lifecycle.ready()
    this.#places.keep()
    for (const worker of this.#places.all) worker.tell({ kind: 'ready' })
    return ports
  }

  async drain(): Promise<boolean> {
    const { healthcheckIntervalMs, writeTimeoutMs } = this.#settings
    this.#places.keepNone()
    this.#end.watch()
    const lifecycle: Pick<Lifecycle, 'drain' | 'close' | 'stop'> = { ...this.#lifecycle, drain: () => this.#drainAll() }
    const complete = await drain({ platform: this.#platform, lifecycle, log: this.#log, healthcheckIntervalMs, writeTimeoutMs })
    const clean = await this.#end.all()
    await closeServer(this.#metricServer)
    return complete && clean
  }

  async close(): Promise<void> {
    this.#places.keepNone()
    this.#share.server.close()
    await Promise.all([this.#end.kill(), closeServer(this.#metricServer)])
  }

  #heard(from: RunningWorker, news: WorkerNews): void {
    if (news.kind === 'failed') this.#fails(news.text)
    else if (news.kind === 'metrics') this.#scrape.answered(from, news.snapshot)
    else if (news.kind === 'load') this.#platform.reported(from, news)
    else if (news.kind === 'ending') this.#end.begun(from)
    else if (news.kind === 'serving') this.#serves(from)
    else if (news.kind === 'took') this.#share.took(from)
    else if (news.kind === 'ask') this.#slots.ask(from, news.count)
    else this.#slots.giveBack(from, news.count)
  }

  #serves(worker: RunningWorker): void {
    this.#share.joined(worker)
    if (this.#lifecycle.phase === 'starting') this.#starting.serves()
    else if (this.#lifecycle.phase === 'ready') worker.tell({ kind: 'ready' })
  }

  #fails(text: string): void {
    if (this.#lifecycle.phase === 'starting') this.#starting.fails(text)
    else this.#log.host(text, undefined, 'error')
  }

  #left(worker: RunningWorker, how: string, clean: boolean): void {
    this.#starting.fails(`Worker ${worker.id} ${how} before all were ready`)
    if (this.#lifecycle.phase === 'ready') this.#scrape.died()
    this.#share.left(worker)
    this.#slots.left(worker)
    this.#scrape.left(worker)
    this.#platform.left(worker)
    this.#end.left(worker, clean)
  }

  /** Draining begins in the workers too. One that does not serve yet has nothing to bring to an end. */
  #drainAll(): void {
    this.#lifecycle.drain()
    for (const worker of this.#places.all) {
      if (worker.serving) worker.tell({ kind: 'drain' })
      else worker.kill()
    }
  }
}

/**
 * The OpenFaaS platform over `lua_workers` processes, for the process that keeps them: it serves no calls itself. To
 * the outside it is as `openfaas()`: one port, one page of metrics, one lock file, one `max_inflight`, one end.
 */
export const workers = (options: WorkersOptions): OpenFaas => {
  const keeper = new Keeper(options)
  return openfaasOf({ start: () => keeper.start(), drain: () => keeper.drain(), close: () => keeper.close() })
}
