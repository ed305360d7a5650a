import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { performance } from 'node:perf_hooks'
import type { Readable } from 'node:stream'
import { backoff } from './backoff.ts'
import type { BackoffOptions } from './backoff.ts'
import { eachLine } from './each-line.ts'
import { readHostLine } from './host-line.ts'

// As in the image's environment, and for the same reason.
const nodeOptions = ['--max-semi-space-size=8']

/** The program that hosts a function. */
export interface HostProgram {
  /** Path of the Node.js binary. */
  readonly node: string
  /** Path of the host's entry, `template/lua-ts/index.ts`. */
  readonly index: string
}

export interface FunctionHostOptions {
  readonly name: string
  readonly program: HostProgram
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** Takes what the process prints, less the lines that only tell its ports. */
  readonly print: (stream: 'stdout' | 'stderr', lines: readonly Buffer[], source: Readable) => void
  /** Takes what there is to say about the process. */
  readonly say: (text: string) => void
  readonly backoff?: BackoffOptions
}

/** One function's process, which is started again whenever it dies. */
export interface FunctionHost {
  readonly name: string
  /** Where it takes requests; undefined while it can't. */
  port(): number | undefined
  /** Resolves once the first process is ready (true) or has died before that (false). */
  readonly started: Promise<boolean>
  /** Ends the process with SIGTERM, lets it finish its requests, and resolves when it is gone. */
  stop(): Promise<void>
  /** Ends the process at once. */
  kill(): void
}

const defaultBackoff: BackoffOptions = { firstMs: 500, longestMs: 10_000, steadyMs: 10_000 }

const ending = (code: number | null, signal: NodeJS.Signals | null): string =>
  signal === null ? `ended with exit status ${code}` : `was ended by ${signal}`

/** Reads a process's output: tells `news` once it is ready and passes every other line on. */
const follow = (child: ChildProcess, print: FunctionHostOptions['print'], ready: (port: number) => void): void => {
  const { stdout, stderr } = child
  if (stdout === null || stderr === null) return
  let port: number | undefined
  eachLine(stdout, lines => print('stdout', lines, stdout))
  eachLine(stderr, lines => {
    const others = lines.filter(line => {
      const news = readHostLine(line)
      if (news === undefined) return true
      if (news === 'ready') {
        if (port !== undefined) ready(port)
      } else if ('port' in news) port = news.port
      return false
    })
    if (others.length > 0) print('stderr', others, stderr)
  })
}

/** Starts the host of one function and keeps it running until `stop()` or `kill()`. */
export const functionHost = (options: FunctionHostOptions): FunctionHost => {
  const { name, program, env, cwd, print, say } = options
  const waitMsAfter = backoff(options.backoff ?? defaultBackoff)
  const started = Promise.withResolvers<boolean>()
  const gone = Promise.withResolvers<void>()
  let child: ChildProcess | undefined
  let port: number | undefined
  let again: NodeJS.Timeout | undefined
  let stopping = false

  const ended = (how: string, ranMs: number): void => {
    child = undefined
    port = undefined
    started.resolve(false)
    if (stopping) return gone.resolve()
    const waitMs = waitMsAfter(ranMs)
    say(`${name} ${how}; starting it again in ${waitMs / 1000} s`)
    again = setTimeout(start, waitMs)
  }

  const start = (): void => {
    const startMs = performance.now()
    // A process group of its own: a Ctrl-C in the terminal reaches only this program, which then drains in order.
    const spawned = spawn(program.node, [...nodeOptions, program.index], { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    child = spawned
    follow(spawned, print, found => {
      port = found
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
      if (child === spawned) port = undefined
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
    child?.kill('SIGKILL')
  }

  start()
  return { name, port: () => port, started: started.promise, stop, kill }
}
