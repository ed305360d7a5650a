import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A function host in a process of its own. */
export interface HostProcess {
  /** Where it answers: `http://127.0.0.1:PORT`. */
  readonly url: string
  readonly metricsUrl: string
  readonly pid: number
  /** What it has printed so far. */
  readonly stdout: string
  readonly stderr: string
  /** The next or an earlier line of its output that matches. Rejects when there is none within that time. */
  line(pattern: RegExp, withinMs?: number): Promise<string>
  /** Drains it as Kubernetes would; its exit code, or the signal that ended it. Once is enough. */
  stop(): Promise<number | NodeJS.Signals>
}

export interface HostProcessOptions {
  /** Settings by the names of their environment variables; `lua_handler` is the one that most need. */
  readonly settings?: Readonly<Record<string, string>>
  /** The program: the host's source unless a bundle of it is given. */
  readonly index?: string
  /** Options of Node.js before the program's name. */
  readonly nodeOptions?: readonly string[]
  /** How long it may take to be ready. */
  readonly startMs?: number
}

const source = fileURLToPath(new URL('../../template/lua-ts/index.ts', import.meta.url))

/**
 * Starts a function host on free ports and waits until it is ready. It is stopped when `t` ends.
 * @throws Error with what it printed when it ends or takes too long instead
 */
export const hostProcess = async (
  t: { after(fn: () => unknown): unknown },
  { settings = {}, index = source, nodeOptions = [], startMs = 30_000 }: HostProcessOptions = {},
): Promise<HostProcess> => {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'lua-ts-host-'))
  const own = { PATH: process.env['PATH'], port: '0', metrics_port: '0', healthcheck_interval: '0', lua_handler: handlerOf('greeting') }
  const child = spawn(process.execPath, [...nodeOptions, index], {
    env: { ...own, TMPDIR, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => void (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => void (output.stderr += text))
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)

  const stop = async () => {
    child.kill('SIGTERM')
    const [code, signal] = await closed
    process.off('exit', kill)
    rmSync(TMPDIR, { recursive: true, force: true })
    return code ?? signal ?? 1
  }
  t.after(stop)

  const line = async (pattern: RegExp, withinMs = 10_000): Promise<string> => {
    const endMs = performance.now() + withinMs
    for (;;) {
      const found = `${output.stdout}${output.stderr}`.split('\n').find((text) => pattern.test(text))
      if (found !== undefined) return found
      if (performance.now() > endMs || child.exitCode !== null) break
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    throw new Error(`No line of the host matches ${String(pattern)}:\n${output.stdout}${output.stderr}`)
  }
  const port = async (name: string) => /\d+$/.exec(await line(new RegExp(`(^|\\d )${name} on port: \\d+$`), startMs))![0]

  const [calls, metrics] = [await port('Listening'), await port('Metrics listening')]
  if (settings['suppress_lock'] !== 'true') await line(/Writing lock-file to: /)
  return {
    url: `http://127.0.0.1:${calls}`,
    metricsUrl: `http://127.0.0.1:${metrics}/metrics`,
    pid: child.pid!,
    get stdout() {
      return output.stdout
    },
    get stderr() {
      return output.stderr
    },
    line,
    stop,
  }
}

/** Path of the handler of one of the example functions. */
export const handlerOf = (name: string): string => fileURLToPath(new URL(`../../functions/${name}/handler.lua`, import.meta.url))
