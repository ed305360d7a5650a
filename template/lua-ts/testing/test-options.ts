import { parseArgs } from 'node:util'
import { ConfigError } from '../host/errors.ts'

/** Which tests run, and for how long each may. */
export interface TestChoice {
  /** Patterns of Lua: one of them is found in a test's full name. Empty for all tests. */
  readonly filter: readonly string[]
  readonly filterOut: readonly string[]
  /** Without the `#` that they have in names. */
  readonly tags: readonly string[]
  readonly excludeTags: readonly string[]
  readonly timeoutSeconds: number
}

export interface TestOptions extends TestChoice {
  /** The function's folder; undefined for that of `lua_handler`. */
  readonly folder: string | undefined
  /** Files in it; empty for all. */
  readonly files: readonly string[]
  readonly report: 'auto' | 'tap' | 'text' | 'json'
}

const list = { type: 'string', multiple: true, default: [] as string[] } as const

/** The options of tests, as `parseArgs` takes them. */
export const testOptionsConfig = {
  filter: list,
  'filter-out': list,
  tags: list,
  'exclude-tags': list,
  timeout: { type: 'string', default: '10' },
  report: { type: 'string', default: 'auto' },
} as const

const reports = ['auto', 'tap', 'text', 'json'] as const
const split = (values: readonly string[]): string[] => values.flatMap((value) => value.split(',')).map((tag) => tag.replace(/^#/, '')).filter(Boolean)

/** What `parseArgs` makes of `testOptionsConfig`. */
export interface TestOptionValues {
  readonly filter: readonly string[]
  readonly 'filter-out': readonly string[]
  readonly tags: readonly string[]
  readonly 'exclude-tags': readonly string[]
  readonly timeout: string
  readonly report: string
}

/** Checks the options' values. @throws ConfigError */
export const testChoice = (values: TestOptionValues): TestChoice & Pick<TestOptions, 'report'> => {
  const timeoutSeconds = Number(values.timeout)
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 86_400)) throw new ConfigError(`Bad --timeout "${values.timeout}": give seconds, such as 10`)
  const report = reports.find((name) => name === values.report)
  if (report === undefined) throw new ConfigError(`Bad --report "${values.report}": use tap, text or json`)
  return {
    filter: values.filter,
    filterOut: values['filter-out'],
    tags: split(values.tags),
    excludeTags: split(values['exclude-tags']),
    timeoutSeconds,
    report,
  }
}

/** Reads what follows `--test`: a folder, files in it, options. @throws ConfigError */
export const readTestOptions = (args: readonly string[]): TestOptions => {
  let parsed
  try {
    parsed = parseArgs({ args: [...args], allowPositionals: true, options: testOptionsConfig })
  } catch (cause) {
    throw new ConfigError((cause as Error).message, { cause })
  }
  const [folder, ...files] = parsed.positionals
  return { folder, files, ...testChoice(parsed.values) }
}
