import { dirname, resolve } from 'node:path'
import type { Heartbeat } from '../host/heartbeat.ts'
import type { Environment, Settings } from '../host/settings.ts'
import { functionTests } from './function-tests.ts'
import { jsonReport } from './json-report.ts'
import { tapReport } from './tap-report.ts'
import { readTestOptions } from './test-options.ts'
import type { TestOptions } from './test-options.ts'
import type { TestReport } from './test-result.ts'
import { textReport } from './text-report.ts'

interface Output {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface RunTestsOptions {
  /** What follows `--test`. */
  readonly args: readonly string[]
  readonly environment: Environment
  readonly settings: Settings
  readonly startBeat: (settings: Settings) => Heartbeat
  /** Gets the report; what the function prints goes to `stderr`. */
  readonly stdout: Output
  readonly stderr: Output
}

const databaseVariable = /^database_url(_\w+)?$/

/** A function's data is not for tests: they get databases in memory, or those of `test_database_url`. */
export const testEnvironment = (environment: Environment): Environment => {
  const urls = Object.keys(environment).filter((name) => databaseVariable.test(name))
  const urlOf = (name: string) => environment[`test_${name}`] || 'sqlite::memory:'
  return { ...environment, ...Object.fromEntries([...urls, 'database_url'].map((name) => [name, urlOf(name)])) }
}

/** The report that is asked for: on a terminal one for people, else TAP. */
export const reportOf = (form: TestOptions['report'], stdout: Output, environment: Environment): TestReport => {
  const write = (text: string): void => void stdout.write(text)
  if (form === 'json') return jsonReport(write)
  if (form === 'text' || (form === 'auto' && stdout.isTTY)) return textReport({ write, colors: stdout.isTTY === true && !environment['NO_COLOR'] })
  return tapReport(write)
}

/** Runs the tests of one function, which `args` choose. Resolves to true when one failed. @throws ConfigError */
export const runTests = async ({ args, environment, settings: known, startBeat, stdout, stderr }: RunTestsOptions): Promise<boolean> => {
  const { folder, files, ...choice } = readTestOptions(args)
  const settings: Settings = {
    ...known,
    suppressLock: true,
    // Its data, too, is not for tests.
    redisUrl: environment['test_redis_url'] ?? '',
    luaHandler: folder === undefined ? known.luaHandler : resolve(folder, 'handler.lua'),
  }
  const report = reportOf(choice.report, stdout, environment)
  const counts = await functionTests({
    settings,
    environment: testEnvironment(environment),
    beat: startBeat(settings),
    choice,
    files,
    print: (text) => void stderr.write(text),
    report,
  })
  report.end()
  if (counts.ok + counts.failed + counts.pending === 0 && choice.report !== 'json') stdout.write(`# no test ran in ${dirname(settings.luaHandler)}\n`)
  return counts.failed > 0
}
