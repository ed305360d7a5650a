import { UsageError } from '../command-error.ts'
import { invokePlatforms } from '../invoke/invoke-platforms.ts'
import type { PlatformName } from '../invoke/invoke-platforms.ts'
import { parseOptions } from '../parse-options.ts'

/** What `lua-ts invoke` was asked for. */
export interface InvokeCommandOptions {
  readonly file: string | undefined
  readonly name: string
  readonly event: string
  readonly platform: PlatformName
  readonly help: boolean
}

export const invokeHelp = `Usage: lua-ts invoke NAME --event FILE [--platform PLATFORM] [-f FILE]

Runs one event through a function of stack.yml as a platform would, and prints
the answer as that platform takes it. What the handler prints goes to standard
error. The exit status is 1 when the function fails.

  -e, --event FILE         the event in JSON, - for standard input; one of API
                           Gateway, a function URL or a load balancer is the same
                           HTTP request on every platform
  -p, --platform PLATFORM  openfaas, lambda or openwhisk (default: openfaas)
  -f, --file FILE          the stack file (default: stack.yml or stack.yaml)
  -h, --help               this text
`

const isPlatform = (text: string): text is PlatformName => Object.hasOwn(invokePlatforms, text)

/** Reads the arguments after `invoke`. @throws UsageError */
export const readInvokeOptions = (args: readonly string[]): InvokeCommandOptions => {
  const { values, positionals } = parseOptions(args, {
    event: { type: 'string', short: 'e' },
    platform: { type: 'string', short: 'p', default: 'openfaas' },
    file: { type: 'string', short: 'f' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  const { event = '', platform, file, help } = values
  const [name = ''] = positionals
  if (!isPlatform(platform)) throw new UsageError(`--platform "${platform}": Expected ${Object.keys(invokePlatforms).join(', ')}`)
  if (!help && positionals.length !== 1) throw new UsageError('Name one function')
  if (!help && event === '') throw new UsageError('Name a file with --event')
  return { file, name, event, platform, help }
}
