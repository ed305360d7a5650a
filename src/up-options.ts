import { parseArgs } from 'node:util'
import { UsageError } from './command-error.ts'

/** What `lua-ts up` was asked for. */
export interface UpOptions {
  readonly file: string | undefined
  readonly port: number
  readonly names: readonly string[]
  /** Whether functions are loaded again when their files change. */
  readonly reload: boolean
  readonly help: boolean
}

export const upHelp = `Usage: lua-ts up [OPTION...] [NAME...]

Starts the functions of stack.yml (or only the named ones) and a gateway to call
them through: http://127.0.0.1:PORT/function/NAME. A function whose files or
whose part of stack.yml you change is loaded again; requests go on meanwhile.
Ctrl-C ends the functions once their requests are answered, a second one at once.

  -f, --file FILE  the stack file (default: stack.yml or stack.yaml)
  -p, --port PORT  the gateway's port, 0 for any free one (default: 8080)
      --no-reload  leave the functions as they are when their files change
  -h, --help       this text
`

const parsePort = (text: string): number => {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--port "${text}": Port must be 0 to 65535`)
}

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        file: { type: 'string', short: 'f' },
        port: { type: 'string', short: 'p', default: '8080' },
        'no-reload': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (cause) {
    // Node adds advice about dashes after its first sentence.
    const [sentence = ''] = (cause as Error).message.split(/\. |\n/)
    throw new UsageError(sentence.replaceAll("'", '"'), { cause })
  }
}

/** Reads the arguments after `up`. Throws a `UsageError`. */
export const readUpOptions = (args: readonly string[]): UpOptions => {
  const { values, positionals } = parse(args)
  return { file: values.file, port: parsePort(values.port), names: positionals, reload: !values['no-reload'], help: values.help }
}
