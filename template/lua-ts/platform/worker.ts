import type { Socket } from 'node:net'
import { lifecycle as lifecycleOf } from '../host/lifecycle.ts'
import { registerSoon } from '../host/metrics.ts'
import { sharedSlots } from '../host/shared-slots.ts'
import { slots } from '../host/slots.ts'
import { callServer } from './call-server.ts'
import type { CallServerOptions } from './call-server.ts'
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
export const worker = (options: WorkerOptions): Worker => {
  const { settings, log, metrics, channel } = options
  const { maxInflight, luaWorkers } = settings
  const tell = newsTo(channel)
  const lifecycle = lifecycleOf({ ...settings, log, ownsLock: false })
  const shared =
    maxInflight === 0
      ? undefined
      : sharedSlots(maxInflight, Math.floor(maxInflight / luaWorkers), {
          ask: (count) => tell({ kind: 'ask', count }),
          giveBack: (count) => tell({ kind: 'giveBack', count }),
        })
  const calls = callServer({ ...options, lifecycle, slots: shared ?? slots(0) })
  const ended = Promise.withResolvers<void>()

  const report = () => {
    const { inFlight, connections } = calls.drainable
    tell({ kind: 'load', inFlight, connections, closed: lifecycle.closing })
  }
  const close = () => {
    lifecycle.close()
    report()
    setInterval(report, reportMs).unref()
  }
  const take = (socket: Socket) => {
    // Said before the first byte is read: from here on nobody else can serve it.
    tell({ kind: 'took' })
    // As the server's own sockets are.
    socket.allowHalfOpen = true
    socket.setNoDelay(true)
    calls.server.emit('connection', socket)
    socket.resume()
  }
  const scrape = async () => tell({ kind: 'metrics', snapshot: (await (await metrics.registry()).getMetricsAsJSON()) as never })

  channel.on('message', (order, socket) => {
    if (order.kind === 'connection') return socket && take(socket)
    if (order.kind === 'granted') shared?.granted(order.count)
    else if (order.kind === 'recall') shared?.recall(order.count)
    else if (order.kind === 'scrape') void scrape()
    else if (order.kind === 'report') report()
    else if (order.kind === 'ready') lifecycle.ready()
    else if (order.kind === 'drain') lifecycle.drain()
    else if (order.kind === 'close') close()
    else if (order.kind === 'closeIdle') calls.drainable.closeIdle()
    else if (order.kind === 'sever') calls.drainable.sever(order.reason)
    else {
      tell({ kind: 'ending' })
      void calls.close().then(ended.resolve)
    }
  })

  return {
    start: () => {
      // The server doesn't listen itself, but starts its watch over slow connections with this.
      calls.server.emit('listening')
      lifecycle.serve()
      registerSoon(metrics)
      tell({ kind: 'serving' })
    },
    ended: ended.promise,
  }
}
