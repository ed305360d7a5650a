import type { Socket } from 'node:net'
import type { WorkerOrder } from '../../template/lua-ts/platform/worker-messages.ts'
import type { RunningWorker } from '../../template/lua-ts/platform/worker-places.ts'

/** A worker without a process: it keeps what it is told. */
export interface FakeWorker extends RunningWorker {
  serving: boolean
  readonly orders: WorkerOrder[]
  readonly sockets: Socket[]
  kills: number
}

/** A worker that serves. */
export const fakeWorker = (id: number): FakeWorker => {
  const worker: FakeWorker = {
    id,
    serving: true,
    orders: [],
    sockets: [],
    kills: 0,
    tell: (order) => void worker.orders.push(order),
    hand: (socket) => void worker.sockets.push(socket),
    kill: () => void worker.kills++,
  }
  return worker
}
