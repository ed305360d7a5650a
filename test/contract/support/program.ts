import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from './until.ts'

/** A program under test: what it prints, how it ends. */
export interface Program {
  readonly stdout: string
  readonly stderr: string
  signal(name: NodeJS.Signals): void
  /** Its exit code or the name of the signal that ended it; undefined when it still runs after that time. */
  exited(withinMs: number): Promise<number | NodeJS.Signals | undefined>
  /** The first line of a stream that matches, waiting for it that long. */
  line(stream: 'stdout' | 'stderr', pattern: RegExp, withinMs?: number): Promise<string | undefined>
  /** Ends it at once, with the processes that it started. */
  stop(): Promise<void>
}

/** What to run; the environment is the whole one. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

/** Starts a program in a process group of its own, so that its children end with it. */
export const program = ({ file, args, env, cwd }: Command): Program => {
  const child = spawn(file, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  let end: number | NodeJS.Signals | undefined
  child.stdout.setEncoding('latin1').on('data', (text: string) => void (output.stdout += text))
  child.stderr.setEncoding('latin1').on('data', (text: string) => void (output.stderr += text))
  child.once('error', (error) => void (output.stderr += `${error.message}\n`))
  const closed = new Promise<void>((resolve) => {
    child.once('close', (code, signal) => {
      end = code ?? signal ?? undefined
      process.off('exit', kill)
      resolve()
    })
  })
  const kill = (): void => killGroup(child.pid)
  process.once('exit', kill)
  // While the program runs, the last line may still grow.
  const firstLine = (stream: 'stdout' | 'stderr', pattern: RegExp): string | undefined =>
    output[stream].split('\n').slice(0, end === undefined ? -1 : undefined).find((line) => pattern.test(line))
  return {
    get stdout() {
      return output.stdout
    },
    get stderr() {
      return output.stderr
    },
    signal: (name) => void child.kill(name),
    exited: async (withinMs) => {
      await Promise.race([closed, sleep(withinMs, undefined, { ref: false })])
      return end
    },
    line: async (stream, pattern, withinMs = 3000) => {
      await until(() => firstLine(stream, pattern) !== undefined || end !== undefined, withinMs)
      return firstLine(stream, pattern)
    },
    stop: async () => {
      kill()
      await closed
    },
  }
}

const killGroup = (pid: number | undefined): void => {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // The group is gone already when every process of it has ended.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
