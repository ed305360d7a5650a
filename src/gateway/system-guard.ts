import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Why a request may not use the management API: the status, the text and further headers. */
export interface Refusal {
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

const hostName = (host: string): string => {
  try {
    return new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '')
  } catch {
    return ''
  }
}

/**
 * Checks requests to the management API: with `credentials` (`USER:PASSWORD`) for basic auth; always that no web page
 * from elsewhere sends them, neither openly (its `Origin`) nor through a name that it had resolved to this address.
 */
export const systemGuard = (credentials: string | undefined): ((req: IncomingMessage) => Refusal | undefined) => {
  const expected = credentials === undefined ? undefined : hash(credentials)
  return ({ headers }) => {
    const { origin, host = '', authorization = '' } = headers
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
      return { status: 403, text: `Not for pages from "${origin}"\n`, headers: {} }
    }
    if (expected === undefined) {
      const name = hostName(host)
      if (name === 'localhost' || isIP(name) !== 0) return undefined
      return { status: 403, text: `Unknown host "${host}": call the gateway by its address, or start it with --basic-auth\n`, headers: {} }
    }
    const [, encoded = ''] = /^Basic +(\S+)$/i.exec(authorization) ?? []
    if (timingSafeEqual(hash(Buffer.from(encoded, 'base64').toString()), expected)) return undefined
    return { status: 401, text: 'Wrong or missing user and password: see "faas-cli login"\n', headers: { 'WWW-Authenticate': 'Basic realm="Restricted"' } }
  }
}
