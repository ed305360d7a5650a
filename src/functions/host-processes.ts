import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { HostOrder } from './host-entry.ts'

/** Options of Node.js for every host, of either engine: see the image and "Engines" in docs/architecture.md. */
export const nodeOptions = ['--max-semi-space-size=8', '--no-wasm-deopt']
const entry = fileURLToPath(new URL('./host-entry.ts', import.meta.url))
// Let the host that was just taken start before its successor competes with it for the processor.
const refillAfterMs = 150

/** The program that hosts a function. */
export interface HostProgram {
  /** Path of the Node.js binary. */
  readonly node: string
  /** Path of the host's entry, `template/lua-ts/index.ts`. */
  readonly index: string
  /** Path of a module whose `warmUpHost()` loads what every host needs. */
  readonly warmUp?: string
  /** Folder for what Node.js has compiled. */
  readonly cacheDir?: string
}

/** Where processes for hosts come from. */
export interface HostProcesses {
  /** A process that becomes the host of a function. */
  take(order: HostOrder): ChildProcess
  /** Keeps one process warm from now on, so that a host starts in a fraction of the time. */
  keepSpare(): void
  /** Ends the spare process. */
  close(): void
}

// Node.js reads these before it runs anything, and libuv's once.
const readAtStart = /^(NODE_|UV_|OPENSSL_|SSL_|LD_)/

/** Starts processes for hosts; `env` are the variables of the machine that a spare one starts with. */
export const hostProcesses = ({ node, index, warmUp, cacheDir }: HostProgram, env: HostOrder['env']): HostProcesses => {
  let spare: ChildProcess | undefined
  let keeping = false
  let refill: NodeJS.Timeout | undefined

  // A process group of its own: a Ctrl-C in the terminal reaches only this program, which then drains in order.
  const start = (variables: HostOrder['env'], ahead: readonly string[]): ChildProcess =>
    spawn(node, [...nodeOptions, entry, index, ...ahead], {
      // The function doesn't see it: the host's own variables replace these.
      env: cacheDir === undefined ? variables : { NODE_COMPILE_CACHE: cacheDir, ...variables },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })

  const startSpare = (): void => {
    if (spare !== undefined || !keeping) return
    const started = start(env, warmUp === undefined ? [] : [warmUp])
    spare = started
    const lost = (): void => {
      if (spare === started) spare = undefined
    }
    started.on('error', lost).once('exit', lost)
    // It must not keep this program alive.
    started.unref()
    started.channel?.unref()
  }

  const takeSpare = (order: HostOrder): ChildProcess | undefined => {
    const special = Object.entries(order.env).some(([name, value]) => readAtStart.test(name) && env[name] !== value)
    if (spare === undefined || special) return undefined
    const taken = spare
    spare = undefined
    taken.ref()
    clearTimeout(refill)
    refill = setTimeout(startSpare, refillAfterMs).unref()
    return taken
  }

  const take = (order: HostOrder): ChildProcess => {
    const taken = takeSpare(order) ?? start(order.env, [])
    // A process that died meanwhile says so by its end.
    if (taken.connected) taken.send(order, () => {})
    return taken
  }

  const keepSpare = (): void => {
    keeping = true
    startSpare()
  }
  const close = (): void => {
    keeping = false
    clearTimeout(refill)
    spare?.kill('SIGKILL')
  }
  return { take, keepSpare, close }
}
