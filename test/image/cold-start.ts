import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { get } from '../contract/support/request.ts'
import { send } from '../contract/support/wire.ts'

/** A program that serves on port 8080. */
export interface ColdProgram {
  /** The folder that it sees as its root. */
  readonly root: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** What a start took. */
export interface ColdStart {
  /** From exec to the first 200 for `/_/ready`: what a container runtime does before is not in it. */
  readonly ms: number
  /** Processor time of all threads of all its processes until then, which a busy machine hardly changes. */
  readonly cpuMs: number
}

const isReady = async (): Promise<boolean> => (await send(8080, get('/_/ready'))).status === 200

/** The ids of a process and of all that it has started. */
const family = (pid: number): number[] => {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)
  return [pid, ...children.flatMap(family)]
}

const threadCpuMs = (pid: number, thread: string): number =>
  Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]) / 1e6

const cpuMsOf = (pid: number): number =>
  family(pid).flatMap((id) => readdirSync(`/proc/${id}/task`).map((thread) => threadCpuMs(id, thread))).reduce((sum, ms) => sum + ms, 0)

/** Starts a program, waits until it is ready, and ends it. @throws Error when it isn't ready after 20 s */
const coldStart = async ({ root, args, env }: ColdProgram): Promise<ColdStart> => {
  // Nothing of this process's environment: the test runner loads itself into each Node.js that it sees starting.
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const startMs = performance.now()
  const child = spawn('chroot', [root, 'env', '-i', ...pairs, ...args], { stdio: 'ignore', detached: true })
  try {
    while (!(await isReady())) {
      if (performance.now() - startMs > 20_000) throw new Error(`Not ready after 20 s: ${args.join(' ')}`)
      await sleep(1)
    }
    return { ms: performance.now() - startMs, cpuMs: cpuMsOf(child.pid!) }
  } finally {
    if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL')
    await once(child, 'close')
  }
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Medians of `rounds` starts of each program, one after the other in each round, so that all meet the same weather. */
export const coldStarts = async (programs: Readonly<Record<string, ColdProgram>>, rounds: number): Promise<Record<string, ColdStart>> => {
  const seen = Object.entries(programs).map(([name, program]) => ({ name, program, starts: [] as ColdStart[] }))
  for (let round = 0; round <= rounds; round++) {
    for (const { program, starts } of seen) {
      const start = await coldStart(program)
      // The first reads its files from the disk.
      if (round > 0) starts.push(start)
    }
  }
  const medians = (starts: readonly ColdStart[]): ColdStart => ({ ms: median(starts.map(({ ms }) => ms)), cpuMs: median(starts.map(({ cpuMs }) => cpuMs)) })
  return Object.fromEntries(seen.map(({ name, starts }) => [name, medians(starts)]))
}
