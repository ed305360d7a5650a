import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { CommandError, UsageError } from '../command-error.ts'
import { httpCall } from '../http-call.ts'

/** A running gateway as commands talk to it. */
export interface GatewayClient {
  readonly url: string
  /** The JSON at a path of the management API. Throws a `CommandError` when it can't be had. */
  read(path: string): Promise<unknown>
  /** An answer, body unread. Throws a `CommandError` when nobody answers. */
  send(method: string, path: string, headers?: OutgoingHttpHeaders, body?: Uint8Array): Promise<IncomingMessage>
}

const textOf = async (answer: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of answer.setEncoding('utf8') as AsyncIterable<string>) text += chunk
  return text
}

/** Talks to `url`, else to `OPENFAAS_URL`, else to the usual port; a user and password in the URL are sent as basic auth. */
export const gatewayClient = (url: string | undefined, env: Readonly<Record<string, string | undefined>>): GatewayClient => {
  const given = url ?? (env.OPENFAAS_URL || 'http://127.0.0.1:8080')
  if (!URL.canParse(given) || !/^https?:/.test(given)) throw new UsageError(`--gateway "${given}": Must be a URL such as "http://127.0.0.1:8080"`)
  const { protocol, host, username, password, pathname } = new URL(given)
  const base = `${protocol}//${host}${pathname.replace(/\/+$/, '')}`
  const login = decodeURIComponent(`${username}:${password}`)
  const auth = username === '' ? {} : { authorization: `Basic ${Buffer.from(login).toString('base64')}` }

  const send: GatewayClient['send'] = async (method, path, headers = {}, body = Buffer.alloc(0)) => {
    try {
      return await httpCall({ url: base + path, method, headers: { ...auth, ...headers }, body })
    } catch (cause) {
      throw new CommandError([`Cannot reach ${base} (${(cause as Error).message}): start it with "lua-ts up", or name another one with --gateway`], { cause })
    }
  }
  const read = async (path: string): Promise<unknown> => {
    const answer = await send('GET', path)
    const text = await textOf(answer)
    if (answer.statusCode !== 200) throw new CommandError([`${base}${path} answered ${answer.statusCode}: ${text.trim()}`])
    try {
      return JSON.parse(text) as unknown
    } catch (cause) {
      throw new CommandError([`${base}${path} did not answer in JSON: is it a gateway?`], { cause })
    }
  }
  return { url: base, read, send }
}
