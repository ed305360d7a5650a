import { setTimeout as sleep } from 'node:timers/promises'
import { get } from '../contract/support/request.ts'
import { program } from '../contract/support/program.ts'
import { send } from '../contract/support/wire.ts'

/** A program that serves on port 8080. */
export interface ColdProgram {
  /** The folder that it sees as its root. */
  readonly root: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const isReady = async (): Promise<boolean> => (await send(8080, get('/_/ready'))).status === 200

/**
 * Milliseconds from exec to the first 200 for `/_/ready`: what a container runtime does before is not in it.
 * @throws Error when it isn't ready after 20 s
 */
export const coldStartMs = async ({ root, args, env }: ColdProgram): Promise<number> => {
  const startMs = performance.now()
  // Nothing of this process's environment: the test runner loads itself into each Node.js that it sees starting.
  const pairs = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const child = program({ file: 'chroot', args: [root, 'env', '-i', ...pairs, ...args], env: { PATH: process.env['PATH'] ?? '' }, cwd: '/' })
  try {
    while (!(await isReady())) {
      if (performance.now() - startMs > 20_000) throw new Error(`Not ready after 20 s: ${args.join(' ')}\n${child.stderr}`)
      await sleep(1)
    }
    return performance.now() - startMs
  } finally {
    await child.stop()
  }
}

/** Medians of `rounds` starts of each program, one after the other in each round, so that all meet the same weather. */
export const coldStarts = async <Name extends string>(programs: Readonly<Record<Name, ColdProgram>>, rounds: number): Promise<Record<Name, number>> => {
  const entries = Object.entries<ColdProgram>(programs)
  const seen = entries.map(([name, cold]) => ({ name, cold, all: [] as number[] }))
  for (const { cold } of seen) await coldStartMs(cold)
  for (let round = 0; round < rounds; round++) {
    for (const { cold, all } of seen) all.push(await coldStartMs(cold))
  }
  const median = (all: number[]): number => all.sort((a, b) => a - b)[all.length >> 1] ?? Number.NaN
  return Object.fromEntries(seen.map(({ name, all }) => [name, median(all)])) as Record<Name, number>
}
