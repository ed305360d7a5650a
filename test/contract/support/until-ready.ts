import type { Program } from './program.ts'
import { until } from './until.ts'

const limitMs = 20_000

/** Waits until `answers` says so. Rejects with the program's output when it ended, or never answered in 20 s. */
export const untilReady = async (program: Program, name: string, answers: () => Promise<boolean>): Promise<void> => {
  let end: number | string | undefined
  const settled = async (): Promise<boolean> => {
    end = await program.exited(0)
    return end !== undefined || (await answers())
  }
  const known = await until(settled, limitMs)
  if (end !== undefined) throw new Error(`${name} ended with ${end} instead of getting ready:\n${program.stderr}`)
  if (!known) throw new Error(`${name} is not ready after ${limitMs} ms:\n${program.stderr}`)
}
