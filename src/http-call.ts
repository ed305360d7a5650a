import type { Agent, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { request as requestHttps } from 'node:https'
import { http } from '../template/lua-ts/host/node-http.ts'

/** One request with a whole body. */
export interface HttpCall {
  readonly url: string
  readonly method: string
  readonly headers: OutgoingHttpHeaders
  readonly body: Uint8Array
  readonly agent?: Agent
}

/** Makes a request and resolves to its answer, body unread. Rejects when there is none. */
export const httpCall = ({ url, method, headers, body, agent }: HttpCall): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const request = url.startsWith('https:') ? requestHttps : http.request
    const options = { method, headers: { ...headers, 'content-length': body.length }, ...(agent === undefined ? {} : { agent }) }
    request(url, options, resolve).on('error', reject).end(body)
  })
