import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { UsageError } from '../command-error.ts'
import { parseOptions } from '../parse-options.ts'

/** What `lua-ts up` was asked for. */
export interface UpOptions {
  readonly file: string | undefined
  readonly port: number
  readonly address: string
  /** `USER:PASSWORD` for the management API; undefined for none. */
  readonly credentials: string | undefined
  readonly names: readonly string[]
  /** Whether functions are loaded again when their files change. */
  readonly reload: boolean
  readonly help: boolean
}

export const upHelp = `Usage: lua-ts up [OPTION...] [NAME...]

Starts the functions of stack.yml (or only the named ones) and a gateway to call
them through: http://127.0.0.1:PORT/function/NAME, with a page about them at
http://127.0.0.1:PORT/ui/. A function whose files or whose part of stack.yml you
change is loaded again; requests go on meanwhile. Ctrl-C ends the functions once
their requests are answered, a second one at once.

  -f, --file FILE  the stack file (default: stack.yml or stack.yaml)
  -p, --port PORT  the gateway's port, 0 for any free one (default: 8080)
      --host ADDRESS
                   where the gateway listens, 0.0.0.0 for every network
                   (default: 127.0.0.1, this machine only)
      --basic-auth FILE
                   ask for the user and password in FILE ("USER:PASSWORD") on
                   /system/* and /ui/, as faas-cli login gives them
      --no-reload  leave the functions as they are when their files change
  -h, --help       this text

Environment: what stack.yml names in \${NAME}; TMPDIR, where each host gets a
folder; NO_COLOR, to have no colours. Functions see none of the shell's own
variables but those that describe the machine and its user.

Exit status: 0 after Ctrl-C; 130 after a second one; 1 for mistakes in stack.yml
and for a port that is taken; 2 for wrong usage.

  lua-ts up                              all functions of ./stack.yml
  lua-ts up --port 3000 greeting api     two of them
  curl -d '{"name":"Ada"}' http://127.0.0.1:8080/function/greeting
  faas-cli list                          works as with a cluster
`

const parsePort = (text: string): number => {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--port "${text}": Port must be 0 to 65535`)
}

const parseAddress = (text: string): string => {
  if (isIP(text) !== 0) return text
  throw new UsageError(`--host "${text}": Must be an IP address`)
}

const readCredentials = (file: string, cwd: string): string => {
  let text: string
  try {
    text = readFileSync(resolve(cwd, file), 'utf8').trim()
  } catch (cause) {
    throw new UsageError(`--basic-auth "${file}": Cannot read it (${(cause as NodeJS.ErrnoException).code})`, { cause })
  }
  if (/^[^:\n]+:[^\n]+$/.test(text)) return text
  throw new UsageError(`--basic-auth "${file}": Must hold one line "USER:PASSWORD"`)
}

/** Reads the arguments after `up`; files are looked for from `cwd`. Throws a `UsageError`. */
export const readUpOptions = (args: readonly string[], cwd: string): UpOptions => {
  const { values, positionals } = parseOptions(args, {
    file: { type: 'string', short: 'f' },
    port: { type: 'string', short: 'p', default: '8080' },
    host: { type: 'string', default: '127.0.0.1' },
    'basic-auth': { type: 'string' },
    'no-reload': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  })
  const { file, host, help, 'basic-auth': authFile, 'no-reload': still } = values
  const credentials = authFile === undefined ? undefined : readCredentials(authFile, cwd)
  return { file, port: parsePort(values.port), address: parseAddress(host), credentials, names: positionals, reload: !still, help }
}
