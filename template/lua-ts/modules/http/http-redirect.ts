import { HttpError } from './http-error.ts'
import { withoutHeaders } from './http-request.ts'
import type { HttpRequest } from './http-request.ts'

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** What belongs to a body, and must go with it. */
const bodyHeaders = ['content-type', 'content-length', 'content-encoding', 'content-language', 'content-location', 'transfer-encoding']

/** What other origins must not see (Fetch §4.5, and cookies that the handler set itself). */
const privateHeaders = ['authorization', 'cookie', 'proxy-authorization']

/**
 * The request that a redirect asks for (RFC 9110 §15.4), or undefined when the answer is none or can't be followed,
 * since the body is gone. @throws HttpError for a Location that is no HTTP URL
 */
export const redirected = (request: HttpRequest, status: number, location: string | undefined): HttpRequest | undefined => {
  if (!redirects.has(status) || location === undefined) return undefined
  const becomesGet = status === 303 ? request.method !== 'HEAD' : (status === 301 || status === 302) && request.method === 'POST'
  if (!becomesGet && request.body === 'streamed') return undefined
  const url = locationOf(location, request.url)
  const kept = becomesGet ? withoutHeaders(request.headers, bodyHeaders) : request.headers
  const headers = url.origin === request.url.origin ? kept : withoutHeaders(kept, [...privateHeaders, 'host'])
  return { ...request, url, headers, ...(becomesGet && { method: 'GET', body: undefined }) }
}

const locationOf = (location: string, base: URL): URL => {
  const url = URL.parse(Buffer.from(location, 'latin1').toString(), base)
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) {
    if (url.hash === '') url.hash = base.hash
    return url
  }
  throw new HttpError('redirect', `Cannot follow the redirect of ${base.host} to ${JSON.stringify(location)}`)
}
