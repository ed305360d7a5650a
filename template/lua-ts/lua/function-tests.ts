import { globSync } from 'node:fs'
import { LoadError } from '../host/errors.ts'
import type { ModuleHost } from '../modules/module-host.ts'
import type { HostFunction } from './engine.ts'
import type { LuaFunction } from './lua-function.ts'
import { openTest } from './test-module.ts'
import type { TestAnswer, TestRequest } from './test-module.ts'

/** The host's modules for one state, once its scheduler is there. */
export type ModulesOf = (host: ModuleHost) => Readonly<Record<string, HostFunction>>

export interface FunctionTestsOptions {
  /** The function's folder. */
  readonly folder: string
  /** Loads the function into a new state, with these modules besides the host's own. */
  readonly load: (modules: ModulesOf) => Promise<LuaFunction>
  /** Puts a request to a loaded function, all the way that a client's takes. */
  readonly ask: (loaded: LuaFunction, request: TestRequest) => Promise<TestAnswer>
  /** Takes the report, in the Test Anything Protocol. */
  readonly write: (text: string) => void
}

/** The tests of a function: `*_test.lua` files anywhere in its folder, other people's modules left out. */
export const testFiles = (folder: string): string[] =>
  globSync('**/*_test.lua', { cwd: folder, exclude: (path) => /(^|[/\\])(lua_modules|node_modules)([/\\]|$)/.test(path) }).sort()

/**
 * Runs the tests of a function, each file in a fresh state with the handler loaded as for production.
 * Resolves to true when none failed; a file without a test has failed, a function without files has not.
 */
export const functionTests = async (options: FunctionTestsOptions): Promise<boolean> => {
  const { folder, write } = options
  const report = tapReport(write)
  const files = testFiles(folder)
  for (const file of files) {
    const before = report.count
    try {
      await runFile(options, file, report.add)
      if (report.count === before) report.add(file, false, 'it has no test: write test("what it shows", function() … end)')
    } catch (error) {
      if (!(error instanceof LoadError)) throw error
      report.add(file, false, error.message)
    }
  }
  if (files.length === 0) write(`# no *_test.lua in ${folder}\n`)
  return report.end()
}

type Add = (name: string, passed: boolean, message: string) => void

const runFile = async ({ load, ask }: FunctionTestsOptions, file: string, add: Add): Promise<void> => {
  let loaded: LuaFunction | undefined
  const named: Add = (name, passed, message) => add(`${file}: ${name}`, passed, message)
  const asked = (request: TestRequest): Promise<TestAnswer> => {
    if (!loaded) throw new LoadError('test.call needs a loaded handler: call it in a *_test.lua file')
    return ask(loaded, request)
  }
  loaded = await load(({ lua, scheduler }) => ({ test: openTest({ lua, scheduler, ask: asked, report: named }) }))
  try {
    await loaded.runFile(file)
    await loaded.shutdown()
  } finally {
    loaded.close()
  }
}

const tapReport = (write: (text: string) => void): { readonly count: number; add: Add; end(): boolean } => {
  let passed = 0
  let failed = 0
  write('TAP version 14\n')
  return {
    get count() {
      return passed + failed
    },
    add(name, ok, message) {
      if (ok) passed++
      else failed++
      const escaped = name.replaceAll(/[\\#]/g, '\\$&').replaceAll('\n', ' ')
      write(`${ok ? 'ok' : 'not ok'} ${passed + failed} - ${escaped}\n`)
      if (!ok) write(`  ---\n  message: |\n    ${message.replaceAll('\n', '\n    ')}\n  ...\n`)
    },
    end() {
      write(`1..${passed + failed}\n# ${passed} passed, ${failed} failed\n`)
      return failed === 0
    },
  }
}
