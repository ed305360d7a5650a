import type { Socket } from 'node:net'
import { lifecycle as lifecycleOf } from '../host/lifecycle.ts'
import type { Lifecycle } from '../host/lifecycle.ts'
import { registerSoon } from '../host/metrics.ts'
import { sharedSlots } from '../host/shared-slots.ts'
import type { SharedSlots } from '../host/shared-slots.ts'
import { slots } from '../host/slots.ts'
import { callServer } from './call-server.ts'
import type { CallServer, CallServerOptions } from './call-server.ts'
import type { WorkerNews, WorkerOrder } from './worker-messages.ts'

/** The part of `process` that reaches the process that keeps this one. */
export interface WorkerChannel {
  send?(news: WorkerNews, ...more: [handle: undefined, options: object, sent: () => void]): unknown
  on(event: 'message', listener: (order: WorkerOrder, socket?: Socket) => void): unknown
}

export interface WorkerOptions extends Omit<CallServerOptions, 'slots' | 'lifecycle'> {
  readonly channel: WorkerChannel
}

/** One of several processes that serve the connections of one port. */
export interface Worker {
  /** Serves the connections that it is handed from now on, and says so. */
  start(): void
  /** Resolves when the process shall end: its calls are done or cut. */
  readonly ended: Promise<void>
}

// Long enough to cost nothing, short enough for the end not to be late.
const reportMs = 10

/** Sends news; nobody hears them when the other process is gone, and then this one ends too. */
export const newsTo =
  (channel: WorkerChannel) =>
  (news: WorkerNews, sent: () => void = () => {}): void =>
    void channel.send?.(news, undefined, {}, sent)

/** A process that serves calls and does what the one that keeps it says: see `platform/workers.ts`. */
export const worker = (options: WorkerOptions): Worker => new ServingWorker(options)

class ServingWorker implements Worker {
  readonly ended: Promise<void>
  readonly #options: WorkerOptions
  readonly #tell: (news: WorkerNews) => void
  readonly #lifecycle: Lifecycle
  readonly #shared: SharedSlots | undefined
  readonly #calls: CallServer
  readonly #end: () => void

  constructor(options: WorkerOptions) {
    const { settings, log, channel } = options
    const { maxInflight, luaWorkers } = settings
    this.#options = options
    const tell = newsTo(channel)
    this.#tell = tell
    this.#lifecycle = lifecycleOf({ ...settings, log, ownsLock: false })
    if (maxInflight > 0) {
      this.#shared = sharedSlots(maxInflight, Math.floor(maxInflight / luaWorkers), {
        ask: (count) => tell({ kind: 'ask', count }),
        giveBack: (count) => tell({ kind: 'giveBack', count }),
      })
    }
    this.#calls = callServer({ ...options, lifecycle: this.#lifecycle, slots: this.#shared ?? slots(0) })
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.#end = resolve
    channel.on('message', (order, socket) => this.#obey(order, socket))
  }

  start(): void {
    // The server doesn't listen itself, but starts its watch over slow connections with this.
    this.#calls.server.emit('listening')
    this.#lifecycle.serve()
    registerSoon(this.#options.metrics)
    this.#tell({ kind: 'serving' })
  }

  #obey(order: WorkerOrder, socket: Socket | undefined): void {
    if (order.kind === 'connection') {
      if (socket) this.#take(socket)
    } else if (order.kind === 'granted') this.#shared?.granted(order.count)
    else if (order.kind === 'recall') this.#shared?.recall(order.count)
    else if (order.kind === 'scrape') void this.#scrape()
    else if (order.kind === 'report') this.#report()
    else if (order.kind === 'ready') this.#lifecycle.ready()
    else if (order.kind === 'drain') this.#lifecycle.drain()
    else if (order.kind === 'close') this.#close()
    else if (order.kind === 'closeIdle') this.#calls.drainable.closeIdle()
    else if (order.kind === 'sever') this.#calls.drainable.sever(order.reason)
    else {
      this.#tell({ kind: 'ending' })
      void this.#calls.close().then(this.#end)
    }
  }

  #take(socket: Socket): void {
    // Said before the first byte is read: from here on nobody else can serve it.
    this.#tell({ kind: 'took' })
    // As the server's own sockets are.
    socket.allowHalfOpen = true
    socket.setNoDelay(true)
    this.#calls.server.emit('connection', socket)
    socket.resume()
  }

  async #scrape(): Promise<void> {
    const registry = await this.#options.metrics.registry()
    this.#tell({ kind: 'metrics', snapshot: (await registry.getMetricsAsJSON()) as never })
  }

  #report(): void {
    const { inFlight, connections } = this.#calls.drainable
    this.#tell({ kind: 'load', inFlight, connections, closed: this.#lifecycle.closing })
  }

  #close(): void {
    this.#lifecycle.close()
    this.#report()
    setInterval(() => this.#report(), reportMs).unref()
  }
}
