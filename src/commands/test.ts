import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { isAbsolute, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reportOf } from '../../template/lua-ts/testing/run-tests.ts'
import type { TestResult } from '../../template/lua-ts/testing/test-result.ts'
import { CommandError } from '../command-error.ts'
import { functionEnvironment, machineEnvironment } from '../functions/function-environment.ts'
import type { Terminal } from '../terminal.ts'
import { TestProcess } from '../tests/test-process.ts'
import { targetName, testTargets } from '../tests/test-targets.ts'
import type { TestTarget } from '../tests/test-targets.ts'
import { readTestCommandOptions, testHelp } from './test-options.ts'
import type { TestCommandOptions } from './test-options.ts'

const index = fileURLToPath(new URL('../../template/lua-ts/index.ts', import.meta.url))
const interrupted = 130
const most = 4

/** Databases and servers for tests, which the shell names. */
const testVariables = (env: Terminal['env']): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => /^test_(?:database|redis)_url/.test(entry[0]) && entry[1] !== undefined))

const environmentOf = (target: TestTarget, { env }: Terminal, { engine }: TestCommandOptions, tmpDir: string): Record<string, string> => ({
  ...(target.fn ? functionEnvironment(target.fn, env, tmpDir) : { ...machineEnvironment(env), OPENFAAS_NAME: targetName(target), TMPDIR: tmpDir }),
  ...testVariables(env),
  ...(engine !== undefined && { lua_engine: engine }),
})

/** The result with paths from where the command was started, which editors and terminals can open. */
const placed = (result: TestResult, folder: string): TestResult => {
  const from = (path: string): string => (isAbsolute(path) ? path : join(folder, path))
  const { at, place } = result
  return { ...result, file: from(result.file), ...(at !== undefined && { at: from(at) }), ...(place !== undefined && { place: from(place) }) }
}

const runTargets = async (targets: readonly TestTarget[], terminal: Terminal, options: TestCommandOptions, tmpDir: string): Promise<boolean> => {
  const { stdout, stderr, env, cwd, signal } = terminal
  const report = reportOf(options.report, stdout, env)
  const startOf = (target: TestTarget): TestProcess => {
    const environment = environmentOf(target, terminal, options, tmpDir)
    return new TestProcess({ node: process.execPath, index, folder: target.folder, args: [...target.files, ...options.hostArgs], environment, stderr, signal })
  }
  const counts = { all: 0, failed: 0 }
  const running: TestProcess[] = []
  for (const [i, target] of targets.entries()) {
    // Some run ahead; what they report waits for its turn.
    while (running.length < Math.min(targets.length, i + Math.min(most, availableParallelism()))) running.push(startOf(targets[running.length]!))
    const folder = relative(cwd, target.folder)
    const add = (result: TestResult) => {
      counts.all++
      if (result.status === 'failed') counts.failed++
      report.add(result)
    }
    running[i]!.watch((result) => add(placed(result, folder)))
    const problem = await running[i]!.ended
    if (signal.aborted) break
    if (problem !== undefined) add({ status: 'failed', file: folder || '.', path: [], ms: 0, message: problem })
  }
  report.end()
  if (counts.all === 0 && !signal.aborted) complain(options)
  return counts.failed > 0
}

const complain = ({ chooses }: TestCommandOptions): void => {
  if (chooses) throw new CommandError(['No test is chosen by --filter, --tags and so on: loosen them'])
  throw new CommandError(['No tests: write a file handler_test.lua beside handler.lua'])
}

/** `lua-ts test`: runs the tests of functions. Resolves to the exit status. Throws `UsageError` or `CommandError`. */
export const testCommand = async (terminal: Terminal): Promise<number> => {
  const options = readTestCommandOptions(terminal.args.slice(1))
  if (options.help) {
    terminal.stdout.write(testHelp)
    return 0
  }
  const { cwd, env, signal } = terminal
  const targets = testTargets({ file: options.file, names: options.targets, cwd, env })
  const tmpDir = mkdtempSync(join(env['TMPDIR'] || tmpdir(), 'lua-ts-test-'))
  try {
    const failed = await runTargets(targets, terminal, options, tmpDir)
    return signal.aborted ? interrupted : failed ? 1 : 0
  } finally {
    rmSync(tmpDir, { recursive: true, force: true })
  }
}
