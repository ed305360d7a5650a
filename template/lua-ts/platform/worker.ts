import { setImmediate as nextTurn } from 'node:timers/promises'
import { lifecycle as lifecycleOf } from '../host/lifecycle.ts'
import { sharedSlots } from '../host/shared-slots.ts'
import { slots } from '../host/slots.ts'
import { callServer } from './call-server.ts'
import type { CallServer, CallServerOptions } from './call-server.ts'
import { listen } from './listen.ts'
import type { WorkerNews, WorkerOrder } from './worker-messages.ts'

/** The part of `process` that reaches the process that keeps this one. */
export interface WorkerChannel {
  send?(news: WorkerNews, ...more: [handle: undefined, options: object, sent: () => void]): unknown
  on(event: 'message', listener: (order: WorkerOrder) => void): unknown
}

export interface WorkerOptions extends Omit<CallServerOptions, 'slots' | 'lifecycle'> {
  readonly channel: WorkerChannel
}

/** One of several processes that serve the same port. */
export interface Worker {
  /** Listens, and says so. @throws ConfigError when the port is taken */
  start(): Promise<void>
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
  const close = async () => {
    lifecycle.close()
    await closeListener(calls)
    report()
    setInterval(report, reportMs).unref()
  }
  const scrape = async () => tell({ kind: 'metrics', snapshot: (await metrics.registry.getMetricsAsJSON()) as never })

  channel.on('message', (order) => {
    if (order.kind === 'granted') shared?.granted(order.count)
    else if (order.kind === 'recall') shared?.recall(order.count)
    else if (order.kind === 'scrape') void scrape()
    else if (order.kind === 'report') report()
    else if (order.kind === 'ready') lifecycle.ready()
    else if (order.kind === 'drain') lifecycle.drain()
    else if (order.kind === 'close') void close()
    else if (order.kind === 'closeIdle') calls.drainable.closeIdle()
    else if (order.kind === 'sever') calls.drainable.sever(order.reason)
    else {
      tell({ kind: 'ending' })
      void calls.close().then(ended.resolve)
    }
  })

  return {
    start: async () => {
      // Its listener may get connections before this process hears that it has one.
      lifecycle.serve()
      tell({ kind: 'serving', port: await listen(calls.server, settings.port, 'port') })
    },
    ended: ended.promise,
  }
}

// Connections that are on their way to this process are still taken.
const closeListener = async ({ drainable }: CallServer): Promise<void> => {
  await nextTurn()
  drainable.closeListener()
}
