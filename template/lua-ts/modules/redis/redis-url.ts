import { readFileSync } from 'node:fs'

/** Where a Redis is, and how its certificate is checked. */
export interface RedisTarget {
  /** The URL without this module's own options. */
  readonly url: string
  readonly tls: { readonly tls: true; readonly ca?: string; readonly rejectUnauthorized: boolean } | undefined
}

const forms = 'URL such as redis://user:password@host:6379/0 expected'
const optionNames: readonly string[] = ['tls', 'tls_ca']

/**
 * Reads the URL of a Redis: `rediss:` stands for TLS, with the options `tls_ca` (a file with the authorities that may
 * have signed the server's certificate, in PEM) and `tls=unverified`.
 * @throws RangeError that says what is wrong with it, Error when the file can't be read
 */
export const redisTarget = (text: string): RedisTarget => {
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'redis:' && url.protocol !== 'rediss:')) throw new RangeError(forms)
  const options = new URLSearchParams(url.search)
  url.search = ''
  for (const name of options.keys()) if (!optionNames.includes(name)) throw new RangeError(`no option "${name}" for a URL of Redis; there are ${optionNames.join(', ')}`)
  if (url.protocol === 'redis:') {
    if (options.size > 0) throw new RangeError('tls and tls_ca are for URLs that begin with rediss://')
    return { url: url.href, tls: undefined }
  }
  const mode = options.get('tls') ?? 'verified'
  if (mode !== 'verified' && mode !== 'unverified') throw new RangeError(`tls=${mode} in a URL of Redis: verified or unverified expected`)
  const file = options.get('tls_ca')
  return { url: url.href, tls: { tls: true, rejectUnauthorized: mode === 'verified', ...(file === null ? {} : { ca: readFileSync(file, 'utf8') }) } }
}
