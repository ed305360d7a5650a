import { Worker } from 'node:worker_threads'

export interface HeartbeatOptions {
  /** How long past its deadline a call may keep the process, in milliseconds. */
  readonly graceMs: number
  /** Written on stderr before the process is ended. */
  readonly message: string
  /** Removed before the process is ended, so that nobody sends it more calls; empty for none. */
  readonly lockFile: string
}

/** Watches from another thread that Lua comes back from every slice, and ends the process when it does not. */
export interface Heartbeat {
  /** A slice begins, of a run that must end by `deadlineMs` of `performance.now()`. */
  begin(deadlineMs: number): void
  end(): void
  /**
   * From now on another thread watches: it starts a moment later, or with the next slice if that comes first. Until
   * then `begin` and `end` only note the time.
   */
  start(): void
  stop(): Promise<void>
}

/** What the watching thread is given. */
interface Watch {
  readonly shared: SharedArrayBuffer
  readonly graceMs: number
  readonly message: string
  readonly lockFile: string
  readonly timeOrigin: number
}

const idle = 0
const checkMs = 250

// A thread takes as long to start as all else that a function does until it is ready, so it starts when that is done.
const startDelayMs = 100

/**
 * A slice ends itself through the engine's tick, but a pattern that backtracks for minutes has no ticks. Such a
 * process answers nobody, its health probe neither, so the only cure is to end it, with the reason in the log.
 */
export const heartbeat = ({ graceMs, message, lockFile }: HeartbeatOptions): Heartbeat => {
  const shared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT)
  const busyUntil = new Float64Array(shared)
  let worker: Worker | undefined
  let starting: NodeJS.Timeout | undefined

  const startThread = (): void => {
    clearTimeout(starting)
    starting = undefined
    const watch: Watch = { shared, graceMs, message, lockFile, timeOrigin: performance.timeOrigin }
    worker = new Worker(`(${watchBusy})(require('node:worker_threads').workerData, require('node:fs'), ${checkMs})`, {
      eval: true,
      workerData: watch,
      resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
    })
    worker.unref()
  }

  return {
    begin(deadlineMs) {
      busyUntil[0] = deadlineMs
      if (starting !== undefined) startThread()
    },
    end() {
      busyUntil[0] = idle
    },
    start() {
      starting = setTimeout(startThread, startDelayMs).unref()
    },
    async stop() {
      clearTimeout(starting)
      await worker?.terminate()
    },
  }
}

// Runs in the watching thread, as text: it may use nothing of this file but its arguments, nor what the bundle has in
// place of a global.
const watchBusy = (watch: Watch, fs: typeof import('node:fs'), checkMs: number): void => {
  const busyUntil = new Float64Array(watch.shared)
  setInterval(() => {
    const deadlineMs = busyUntil[0] ?? 0
    const nowMs = globalThis.performance.timeOrigin + globalThis.performance.now() - watch.timeOrigin
    if (deadlineMs === 0 || nowMs < deadlineMs + watch.graceMs) return
    const lateMs = Math.round(nowMs - deadlineMs)
    if (watch.lockFile !== '') fs.rmSync(watch.lockFile, { force: true })
    fs.writeSync(2, `${watch.message} (${lateMs} ms past its deadline)\n`)
    process.kill(process.pid, 'SIGKILL')
  }, checkMs)
}
