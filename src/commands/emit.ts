import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { CommandError, UsageError } from '../command-error.ts'
import { connectors } from '../connectors/connector-message.ts'
import type { ConnectorMessage } from '../connectors/connector-message.ts'
import { gatewayClient } from './gateway-client.ts'
import type { GatewayClient } from './gateway-client.ts'
import { listedFunctions } from './listed-functions.ts'
import { parseOptions } from '../parse-options.ts'
import type { Terminal } from '../terminal.ts'
import { topicsOf } from '../stack/topics.ts'

export const emitHelp = `Usage: lua-ts emit TOPIC [OPTION...]

Delivers an event to every running function whose annotation "topic" names TOPIC,
with the headers and the body of a connector, and prints what each answers.

      --as NAME      ${Object.keys(connectors).slice(0, 7).join(', ')},
                     ${Object.keys(connectors).slice(7).join(', ')} (default: sdk)
      --file FILE    the message, - for standard input (default: empty)
      --key KEY      kafka: the message's key; minio, s3: BUCKET/KEY of the object
      --json         a list of { name, status } instead of lines
      --gateway URL  where it runs (default: OPENFAAS_URL, else
                     http://127.0.0.1:8080), with USER:PASSWORD@ if it asks
  -h, --help         this text

Exit status: 0; 22 when a function answers 400 or more; 1 when no function has the
topic or the gateway can't be reached; 2 for wrong usage.

  echo '{"id":1}' | lua-ts emit orders --as kafka --key 1 --file -
  lua-ts emit cron-function --as cron
`

// As curl --fail has it.
const refusedStatus = 22

const readAll = async (stream: Readable): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer | string>) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

const readMessage = async (file: string | undefined, { cwd, stdin }: Terminal): Promise<Buffer> => {
  if (file === undefined) return Buffer.alloc(0)
  if (file === '-') return readAll(stdin)
  try {
    return readFileSync(resolve(cwd, file))
  } catch (cause) {
    throw new CommandError([`--file "${file}": Cannot read it (${(cause as NodeJS.ErrnoException).code})`], { cause })
  }
}

const deliver = async (client: GatewayClient, name: string, { headers, body, probe = false }: ConnectorMessage): Promise<number> => {
  const path = `/function/${name}`
  if (probe) (await client.send('HEAD', path)).resume()
  const answer = await client.send('POST', path, headers, body)
  answer.resume()
  return answer.statusCode ?? 0
}

/** `lua-ts emit`: resolves to the exit status. Throws `UsageError` or `CommandError`. */
export const emitCommand = async (terminal: Terminal): Promise<number> => {
  const { values, positionals } = parseOptions(terminal.args.slice(1), {
    as: { type: 'string', default: 'sdk' },
    file: { type: 'string' },
    key: { type: 'string' },
    json: { type: 'boolean', default: false },
    gateway: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  })
  if (values.help) {
    terminal.stdout.write(emitHelp)
    return 0
  }
  const [topic, ...others] = positionals
  if (topic === undefined || others.length > 0) throw new UsageError('Name one topic')
  const connector = Object.hasOwn(connectors, values.as) ? connectors[values.as] : undefined
  if (connector === undefined) throw new UsageError(`--as "${values.as}": Must be one of ${Object.keys(connectors).join(', ')}`)
  const client = gatewayClient(values.gateway, terminal.env)
  const message = connector({ topic, body: await readMessage(values.file, terminal), key: values.key, timeMs: Date.now() })
  const takers = (await listedFunctions(client)).filter(({ annotations }) => topicsOf(annotations ?? {}).includes(topic))
  if (takers.length === 0) throw new CommandError([`No function has the topic "${topic}": add "topic: ${topic}" to its annotations`])
  const answers: { name: string; status: number }[] = []
  for (const { name } of takers) {
    const status = await deliver(client, name, message)
    answers.push({ name, status })
    if (!values.json) terminal.stdout.write(`${name}  ${status}\n`)
  }
  if (values.json) terminal.stdout.write(`${JSON.stringify(answers)}\n`)
  return answers.some(({ status }) => status >= 400) ? refusedStatus : 0
}
