import { UsageError } from '../command-error.ts'
import { parseOptions } from '../parse-options.ts'

/** Names of the processors as Lambda and as Node.js's packages have them. */
export const architectures = { x86_64: 'x64', arm64: 'arm64' } as const

export type Architecture = keyof typeof architectures

/** What `lua-ts package` was asked for. */
export interface PackageOptions {
  readonly platform: 'lambda' | 'openwhisk'
  /** Undefined for a layer, which has no function in it. */
  readonly name: string | undefined
  readonly output: string
  /** What goes in: the function with all that runs it, the function alone, or only what runs functions. */
  readonly parts: 'all' | 'function' | 'layer'
  /** Whose Node.js runs it on Lambda: that in the archive, or that of Lambda's own runtime. */
  readonly runtime: 'provided' | 'nodejs'
  readonly arch: Architecture
  readonly file: string | undefined
  readonly help: boolean
}

export const packageHelp = `Usage: lua-ts package lambda NAME -o OUT.zip [OPTION...]
       lua-ts package lambda NAME --runtime nodejs -o OUT.zip [-f FILE]
       lua-ts package lambda --layer -o OUT.zip [OPTION...]
       lua-ts package openwhisk NAME -o OUT.zip [-f FILE]

Makes the archive in which a platform takes a function of stack.yml. The same
files give the same bytes.

  -o, --output FILE    where the archive goes
      --runtime NAME   for lambda: provided, with Node.js in the archive, or nodejs,
                       for Lambda's own runtimes nodejs22.x and nodejs24.x
                       (default: provided)
      --layer          for lambda: only what runs functions, as a layer
      --function-only  for lambda: only the function, for use with such a layer
      --arch ARCH      x86_64 or arm64 (default: this machine's)
  -f, --file FILE      the stack file (default: stack.yml or stack.yaml)
  -h, --help           this text
`

const readRuntime = (text: string): PackageOptions['runtime'] => {
  if (text === 'provided' || text === 'nodejs') return text
  throw new UsageError(`--runtime "${text}": Expected provided or nodejs`)
}

const readArch = (text: string): Architecture => {
  if (Object.hasOwn(architectures, text)) return text as Architecture
  throw new UsageError(`--arch "${text}": Expected ${Object.keys(architectures).join(' or ')}`)
}

/** Reads the arguments after `package`; `machine` is this machine's processor, as Node.js names it. @throws UsageError */
export const readPackageOptions = (args: readonly string[], machine: string): PackageOptions => {
  const { values, positionals } = parseOptions(args, {
    output: { type: 'string', short: 'o' },
    layer: { type: 'boolean', default: false },
    'function-only': { type: 'boolean', default: false },
    runtime: { type: 'string' },
    arch: { type: 'string' },
    file: { type: 'string', short: 'f' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  const [platform, name, ...others] = positionals
  const { output = '', layer, file, help, runtime = 'provided', arch = machine === 'arm64' ? 'arm64' : 'x86_64' } = values
  const parts = layer ? 'layer' : values['function-only'] ? 'function' : 'all'
  const base = { name, output, parts, runtime: readRuntime(runtime), arch: readArch(arch), file, help } as const
  if (help) return { ...base, platform: 'lambda' }
  if (platform !== 'lambda' && platform !== 'openwhisk') throw new UsageError('Name a platform: lambda or openwhisk')
  if (layer && values['function-only']) throw new UsageError('--layer and --function-only exclude each other')
  if (parts !== 'all' && platform === 'openwhisk') throw new UsageError(`--${layer ? 'layer' : 'function-only'} is for lambda`)
  if (platform === 'openwhisk' && values.runtime !== undefined) throw new UsageError('--runtime is for lambda')
  if (parts !== 'all' && base.runtime === 'nodejs') throw new UsageError('--layer and --function-only are for --runtime provided')
  if (others.length > 0 || (name === undefined) !== layer) throw new UsageError(layer ? 'A layer has no function: leave its name out' : 'Name one function')
  if (output === '') throw new UsageError('Name the archive with -o')
  return { ...base, platform }
}
