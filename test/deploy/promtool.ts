import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { Test } from 'tap'
import { root } from '../docs/blocks.ts'
import { missingPart } from '../support/missing-part.ts'

export const deployFolder = join(root, 'deploy')

/** Whether a program of Debian's package prometheus is here; tells of it when it is not. */
export const hasPrometheus = (t: Test, program = 'promtool'): boolean => {
  if (spawnSync(program, ['--version']).error === undefined) return true
  missingPart(t, program, 'apt-get install prometheus')
  return false
}

/** Runs promtool: its exit status and all that it printed. */
export const promtool = (args: readonly string[], cwd: string): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync('promtool', args, { cwd, encoding: 'utf8', timeout: 60_000 })
  return { status, output: `${stdout}${stderr}` }
}
