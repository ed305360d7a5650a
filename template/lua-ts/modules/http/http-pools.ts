import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import type { ClientRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { HttpRequest } from './http-request.ts'

// Most connections to one server at a time; further requests wait for one.
const maxSockets = 256

/** Connections that are kept open between requests, to each server its own. */
export class HttpPools {
  readonly #http = new HttpAgent({ keepAlive: true, maxSockets, scheduling: 'lifo' })
  readonly #https = new HttpsAgent({ keepAlive: true, maxSockets, scheduling: 'lifo' })

  /** Starts a request; its body is still to be written. @throws TypeError for headers that can't go on the wire */
  start({ method, url, headers, body, verify, ca }: HttpRequest): ClientRequest {
    const isTls = url.protocol === 'https:'
    const options = {
      method,
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? (isTls ? 443 : 80) : Number(url.port),
      path: `${url.pathname}${url.search}`,
      headers: [...headers, ...(hasHost(headers) ? [] : ['Host', url.host]), ...framing(headers, method, body)],
      agent: isTls ? this.#https : this.#http,
      setHost: false,
    }
    return isTls ? httpsRequest({ ...options, rejectUnauthorized: verify, ...(ca === undefined ? {} : { ca }) }) : httpRequest(options)
  }
}

const hasName = (headers: readonly string[], wanted: string): boolean => headers.some((name, i) => i % 2 === 0 && name.toLowerCase() === wanted)

const hasHost = (headers: readonly string[]): boolean => hasName(headers, 'host')

// With headers as a list, Node.js adds no framing of its own.
const framing = (headers: readonly string[], method: string, body: HttpRequest['body']): string[] => {
  if (hasName(headers, 'content-length') || hasName(headers, 'transfer-encoding')) return []
  if (body === 'streamed') return ['Transfer-Encoding', 'chunked']
  const announced = body !== undefined || ['POST', 'PUT', 'PATCH'].includes(method)
  return announced ? ['Content-Length', String(body?.length ?? 0)] : []
}
