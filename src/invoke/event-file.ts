import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Readable } from 'node:stream'
import type { CallEvent } from '../../template/lua-ts/host/call.ts'
import { collect } from '../../template/lua-ts/host/body.ts'
import { gatewayRequest } from '../../template/lua-ts/platform/gateway-request.ts'
import { CommandError } from '../command-error.ts'

/** An HTTP request whose body is here. */
export interface WholeRequest extends Omit<CallEvent, 'body' | 'source'> {
  readonly body: Buffer
}

/** An event that a function is tried with. */
export interface EventFile {
  /** Its JSON text. */
  readonly text: string
  /** The HTTP request in it, if it is one of API Gateway, a function URL or a load balancer. */
  readonly request: WholeRequest | undefined
}

const readInput = async (stdin: Readable): Promise<string> => {
  const pieces: Buffer[] = []
  for await (const piece of stdin) pieces.push(piece as Buffer)
  return Buffer.concat(pieces).toString()
}

const readText = async (file: string, cwd: string, stdin: Readable): Promise<string> => {
  if (file === '-') return readInput(stdin)
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (cause) {
    throw new CommandError([`Cannot read "${file}" (${(cause as NodeJS.ErrnoException).code}): name a file with an event in JSON`], { cause })
  }
}

/** Reads an event; `-` is standard input. @throws CommandError */
export const readEventFile = async (file: string, cwd: string, stdin: Readable): Promise<EventFile> => {
  const text = await readText(file, cwd, stdin)
  try {
    JSON.parse(text)
  } catch (cause) {
    throw new CommandError([`${file}: Not JSON: ${(cause as Error).message}`], { cause })
  }
  const found = gatewayRequest(Buffer.from(text))
  if (!found) return { text, request: undefined }
  const { source: _, body, ...others } = found.event
  return { text, request: { ...others, body: Buffer.from(await collect(body, Infinity)) } }
}
