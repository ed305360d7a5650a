import { CommandError, UsageError } from '../command-error.ts'
import { eachLine } from '../each-line.ts'
import { gatewayClient } from './gateway-client.ts'
import { parseOptions } from '../parse-options.ts'
import type { Terminal } from '../terminal.ts'

export const logsHelp = `Usage: lua-ts logs NAME [OPTION...]

Prints what a running function has printed.

      --follow       go on with what it prints from now on
      --tail N       only the last N lines
      --since TIME   only lines since then, as in 2026-11-23T12:00:00Z
      --json         one JSON object a line, with time and host
      --gateway URL  where it runs (default: OPENFAAS_URL, else
                     http://127.0.0.1:8080), with USER:PASSWORD@ if it asks
  -h, --help         this text

Exit status: 0; 1 when the gateway can't be reached or knows no such function; 2
for wrong usage.

  lua-ts logs hello --follow
  lua-ts logs hello --since 2026-11-23T12:00:00Z --json | jq -r .text
`

const readQuery = (name: string, { tail, since, follow }: { tail: string | undefined; since: string | undefined; follow: boolean }): URLSearchParams => {
  if (tail !== undefined && !/^[1-9]\d{0,8}$/.test(tail)) throw new UsageError(`--tail "${tail}": Must be a number of lines`)
  if (since !== undefined && Number.isNaN(Date.parse(since))) throw new UsageError(`--since "${since}": Must be a time such as 2026-11-23T12:00:00Z`)
  return new URLSearchParams({ name, follow: String(follow), ...(tail === undefined ? {} : { tail }), ...(since === undefined ? {} : { since }) })
}

const textOf = (line: Buffer): string => (JSON.parse(line.toString()) as { text: string }).text

/** `lua-ts logs`: resolves to the exit status. Throws `UsageError` or `CommandError`. */
export const logsCommand = async ({ args, stdout, env, signal }: Terminal): Promise<number> => {
  const { values, positionals } = parseOptions(args.slice(1), {
    follow: { type: 'boolean', default: false },
    tail: { type: 'string' },
    since: { type: 'string' },
    json: { type: 'boolean', default: false },
    gateway: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values.help) {
    stdout.write(logsHelp)
    return 0
  }
  const [name, ...others] = positionals
  if (name === undefined || others.length > 0) throw new UsageError('Name one function')
  const query = readQuery(name, { tail: values.tail, since: values.since, follow: values.follow })
  const client = gatewayClient(values.gateway, env)
  // The gateway keeps no lines of a function that it doesn't know: that is a mistake, not an empty log.
  await client.read(`/system/function/${encodeURIComponent(name)}`)
  const answer = await client.send('GET', `/system/logs?${query}`)
  if (answer.statusCode !== 200) throw new CommandError([`${client.url}/system/logs answered ${answer.statusCode}`])
  eachLine(answer, lines => stdout.write(lines.map(line => `${values.json ? line.toString() : textOf(line)}\n`).join('')))
  const leave = (): void => void answer.destroy()
  signal.addEventListener('abort', leave, { once: true })
  answer.on('error', () => {})
  await new Promise(resolve => answer.once('close', resolve))
  signal.removeEventListener('abort', leave)
  return 0
}
