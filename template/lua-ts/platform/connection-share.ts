import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import type { RunningWorker } from './worker-places.ts'

/** Accepts connections and hands each to a worker. */
export interface ConnectionShare {
  /** Not listening yet. */
  readonly server: Server
  /** Connections that no worker has yet. */
  readonly waiting: number
  /** A worker takes connections from now on. */
  joined(worker: RunningWorker): void
  /** A worker has the connection that it was handed. */
  took(worker: RunningWorker): void
  left(worker: RunningWorker): void
}

// A process that is gone may have said before that it took the connection.
const lastNewsMs = 100

const ignore = (): void => {}

/**
 * Hands connections to `workers` in turn. A worker gets the next one when it says that it has the last, so that none
 * waits for a worker that hangs; what a worker died over goes to another. Node.js' own way of sharing a port among
 * processes loses such connections: their clients would wait for ever.
 */
export const connectionShare = (workers: ReadonlySet<RunningWorker>): ConnectionShare => {
  const waiting: Socket[] = []
  /** Those that can take one, the one that has waited longest first. */
  const free = new Set<RunningWorker>()
  const handed = new Map<RunningWorker, Socket>()

  const handOut = (): void => {
    for (const worker of free) {
      const socket = waiting.shift()
      if (socket === undefined) return
      free.delete(worker)
      handed.set(worker, socket)
      worker.hand(socket)
    }
  }

  const server = createServer({ pauseOnConnect: true, allowHalfOpen: true }, (socket) => {
    socket.on('error', ignore)
    waiting.push(socket)
    handOut()
  })

  const release = (worker: RunningWorker): Socket | undefined => {
    const socket = handed.get(worker)
    handed.delete(worker)
    return socket
  }

  const joined = (worker: RunningWorker): void => {
    free.add(worker)
    handOut()
  }

  return {
    server,
    get waiting() {
      return waiting.length + handed.size
    },
    joined,
    took: (worker) => {
      // Only this process's hold on it: the worker has its own.
      release(worker)?.destroy()
      if (workers.has(worker)) joined(worker)
    },
    left: (worker) => {
      free.delete(worker)
      setTimeout(() => {
        const socket = release(worker)
        if (socket === undefined) return
        waiting.unshift(socket)
        handOut()
      }, lastNewsMs)
    },
  }
}
