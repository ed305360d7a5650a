import type { ChildProcess } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import type { Readable } from 'node:stream'
import { backoff } from '../backoff.ts'
import type { BackoffOptions } from '../backoff.ts'
import { eachLine } from '../each-line.ts'
import { readHostLine } from './host-line.ts'
import type { HostProcesses } from './host-processes.ts'

export interface FunctionHostOptions {
  readonly name: string
  readonly processes: Pick<HostProcesses, 'take'>
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Takes what the process prints, less the lines that only tell its ports. */
  readonly print: (stream: 'stdout' | 'stderr', lines: readonly Buffer[], source: Readable) => void
  /** Takes what there is to say about the process. */
  readonly say: (text: string) => void
  /** One that ends before it has ever been ready is not started again. */
  readonly onTrial?: boolean
  readonly backoff?: BackoffOptions
}

/** One function's process, which is started again whenever it dies. */
export interface FunctionHost {
  readonly name: string
  /** Where it takes requests; undefined while it can't. */
  port(): number | undefined
  /** Where it serves its metrics; undefined while it doesn't. */
  metricsPort(): number | undefined
  /** Resolves once the first process is ready (true) or has died before that (false). */
  readonly started: Promise<boolean>
  /** Resolves once its process is gone for good. */
  readonly ended: Promise<void>
  /** Ends the process with SIGTERM, lets it finish its requests, and resolves when it is gone. */
  stop(): Promise<void>
  /** Ends the process at once. */
  kill(): void
}

const defaultBackoff: BackoffOptions = { firstMs: 500, longestMs: 10_000, steadyMs: 10_000 }

const ending = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `ended with exit status ${code}` : `was ended by ${signal}`

/** Reads a process's output: tells `news` once it is ready and passes every other line on. */
const follow = (child: ChildProcess, print: FunctionHostOptions['print'], ready: (port: number, metricsPort: number | undefined) => void): void => {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) return
  let port: number | undefined
  let metricsPort: number | undefined
  eachLine(stdout, lines => print('stdout', lines, stdout))
  eachLine(stderr, lines => {
    const others = lines.filter(line => {
      const news = readHostLine(line)
      if (news === undefined) return true
      if (news === 'ready') {
        if (port !== undefined) ready(port, metricsPort)
      } else if ('port' in news) port = news.port
      else metricsPort = news.metricsPort
      return false
    })
    if (others.length > 0) print('stderr', others, stderr)
  })
}

/** Starts the host of one function and keeps it running until `stop()` or `kill()`. */
export const functionHost = (options: FunctionHostOptions): FunctionHost => {
  const { name, processes, env, cwd, print, say, onTrial = false } = options
  const waitMsAfter = backoff(options.backoff ?? defaultBackoff)
  const started = Promise.withResolvers<boolean>()
  const gone = Promise.withResolvers<void>()
  let child: ChildProcess | undefined
  let ports: { readonly port: number; readonly metricsPort: number | undefined } | undefined
  let everReady = false
  let again: NodeJS.Timeout | undefined
  let stopping = false

  const ended = (how: string, ranMs: number): void => {
    child = undefined
    ports = undefined
    started.resolve(false)
    stopping ||= onTrial && !everReady
    if (stopping) return gone.resolve()
    const waitMs = waitMsAfter(ranMs)
    say(`${name} ${how}; starting it again in ${waitMs / 1000} s`)
    again = setTimeout(start, waitMs)
  }

  const start = (): void => {
    const startMs = performance.now()
    const spawned = processes.take({ env, cwd })
    child = spawned
    follow(spawned, print, (port, metricsPort) => {
      ports = { port, metricsPort }
      everReady = true
      started.resolve(true)
    })
    const end = (how: string): void => {
      if (child === spawned) ended(how, performance.now() - startMs)
    }
    // A process that can't be started emits "error" and may emit nothing after it.
    spawned.once('error', error => {
      if (spawned.pid === undefined) end(`cannot be started: ${error.message}`)
    })
    spawned.once('exit', () => {
      if (child === spawned) ports = undefined
    })
    // Only "close" comes after the last line it printed.
    spawned.once('close', (code, signal) => end(ending(code, signal)))
  }

  const stop = async (): Promise<void> => {
    stopping = true
    clearTimeout(again)
    if (child === undefined) gone.resolve()
    else child.kill('SIGTERM')
    await gone.promise
  }

  const kill = (): void => {
    stopping = true
    clearTimeout(again)
    if (child === undefined) gone.resolve()
    else child.kill('SIGKILL')
  }

  start()
  return { name, port: () => ports?.port, metricsPort: () => ports?.metricsPort, started: started.promise, ended: gone.promise, stop, kill }
}
