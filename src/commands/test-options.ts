import { testChoice, testOptionsConfig } from '../../template/lua-ts/testing/test-options.ts'
import type { TestOptions } from '../../template/lua-ts/testing/test-options.ts'
import { ConfigError } from '../../template/lua-ts/host/errors.ts'
import { UsageError } from '../command-error.ts'
import { parseOptions } from '../parse-options.ts'

export const testHelp = `Usage: lua-ts test [TARGET...] [OPTION...]

Runs the tests of functions: files *_test.lua and *_spec.lua in busted's words,
against the real handler. A TARGET is the name of a function of the stack file, a
folder, or a file of tests. Without one, all functions of the stack file.

      --filter PATTERN      only tests whose full name has this pattern of Lua
      --filter-out PATTERN  none whose name has it
      --tags TAG,...        only tests with one of these #tags in their names
      --exclude-tags TAG,.. none with them
      --engine ENGINE       fengari or wasm (default: the function's own)
      --timeout SECONDS     how long each test may take (default: 10)
      --report FORM         text (default on a terminal), tap or json
      --json                the same as --report json: a line for each test
  -f, --file FILE           the stack file (default: stack.yml or stack.yaml)
  -h, --help                this text

Exit status: 0 when no test failed, 1 when one did or could not run, 2 for wrong
usage, 130 when interrupted.
`

/** What `lua-ts test` is asked to do. */
export interface TestCommandOptions extends Pick<TestOptions, 'report'> {
  readonly help: boolean
  readonly file: string | undefined
  readonly targets: readonly string[]
  readonly engine: string | undefined
  /** True when only some of the tests are wanted. */
  readonly chooses: boolean
  /** The options that the host itself takes, as it takes them. */
  readonly hostArgs: readonly string[]
}

/** Reads the command's arguments. @throws UsageError */
export const readTestCommandOptions = (args: readonly string[]): TestCommandOptions => {
  const { values, positionals } = parseOptions(args, {
    ...testOptionsConfig,
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
    file: { type: 'string', short: 'f' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values.engine !== undefined && !['fengari', 'wasm'].includes(values.engine)) throw new UsageError(`Bad --engine "${values.engine}": use fengari or wasm`)
  let choice
  try {
    choice = testChoice(values)
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.message, { cause: error })
    throw error
  }
  const { filter, filterOut, tags, excludeTags, timeoutSeconds } = choice
  const each = (name: string, list: readonly string[]) => list.map((value) => `--${name}=${value}`)
  const chosen = [...each('filter', filter), ...each('filter-out', filterOut), ...each('tags', tags), ...each('exclude-tags', excludeTags)]
  return {
    help: values.help,
    file: values.file,
    targets: positionals,
    engine: values.engine,
    report: values.json ? 'json' : choice.report,
    chooses: chosen.length > 0,
    hostArgs: [...chosen, `--timeout=${timeoutSeconds}`],
  }
}
