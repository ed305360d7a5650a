import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const index = fileURLToPath(new URL('../../template/lua-ts/index.ts', import.meta.url))

/** What a run of a function's own tests printed. */
export interface FunctionTestsRun {
  readonly status: number | null
  readonly report: string
  readonly log: string
}

/** Runs the tests of the function in `folder`, as the image's build does. */
export const functionTestsRun = (folder: string, settings: Readonly<Record<string, string>> = {}, host = index, args: readonly string[] = []): FunctionTestsRun => {
  const env = { PATH: process.env['PATH'], ...settings }
  const { status, stdout, stderr } = spawnSync(process.execPath, [host, '--test', folder, ...args], { env, cwd: join(folder, '..'), encoding: 'utf8' })
  return { status, report: stdout, log: stderr }
}
