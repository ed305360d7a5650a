import { textTable } from './function-table.ts'
import { gatewayClient } from './gateway-client.ts'
import { listedFunctions } from './listed-functions.ts'
import { parseOptions } from '../parse-options.ts'
import type { Terminal } from '../terminal.ts'

export const listHelp = `Usage: lua-ts list [OPTION...]

Lists the running functions: how many hosts each has, how many of them take
requests, and how many calls have ended.

      --json         the gateway's own answer
      --gateway URL  where it runs (default: OPENFAAS_URL, else
                     http://127.0.0.1:8080), with USER:PASSWORD@ if it asks
  -h, --help         this text

Exit status: 0; 1 when the gateway can't be reached or refuses; 2 for wrong usage.

  lua-ts list
  lua-ts list --json | jq -r '.[].name'
`

/** `lua-ts list`: resolves to the exit status. Throws `UsageError` or `CommandError`. */
export const listCommand = async ({ args, stdout, env }: Terminal): Promise<number> => {
  const { values } = parseOptions(args.slice(1), {
    json: { type: 'boolean', default: false },
    gateway: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values.help) {
    stdout.write(listHelp)
    return 0
  }
  const functions = await listedFunctions(gatewayClient(values.gateway, env))
  const rows = functions.map(({ name, replicas = 0, availableReplicas = 0, invocationCount = 0 }) => [name, String(replicas), String(availableReplicas), String(invocationCount)])
  stdout.write(values.json ? `${JSON.stringify(functions, null, 2)}\n` : textTable([['FUNCTION', 'HOSTS', 'READY', 'CALLS'], ...rows]))
  return 0
}
