import { createHmac, timingSafeEqual } from 'node:crypto'
import { decodeBase64Url } from './base64.ts'
import { sign, signatureAlgorithms, verify } from './signatures.ts'

export interface JwtOptions {
  /** Algorithms that are accepted. The token names its own, so without this list it could choose a weaker one. */
  readonly algorithms: readonly string[]
  readonly issuer?: string | undefined
  readonly audience?: string | undefined
  /** Seconds by which clocks may differ. */
  readonly leewaySeconds?: number | undefined
  /** Unix time in seconds. */
  readonly now?: number
}

/** The claims as JSON text, or why the token is not good. */
export type JwtResult = { readonly claims: Uint8Array } | { readonly problem: string }

const macs: Readonly<Record<string, string>> = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }

/** The names of all algorithms that tokens may be signed with. */
export const jwtAlgorithms: readonly string[] = [...Object.keys(macs), ...signatureAlgorithms.filter((name) => !name.endsWith('-DER') && name !== 'Ed25519')]

const checkAlgorithm = (algorithm: string): void => {
  if (!jwtAlgorithms.includes(algorithm)) throw new RangeError(`no algorithm ${JSON.stringify(algorithm)}: expected one of ${jwtAlgorithms.join(', ')}`)
}

/** A token (RFC 7519) in compact form. @throws RangeError for an algorithm or key that can't be used */
export const jwtSign = (claims: Uint8Array, key: Buffer, algorithm: string): string => {
  checkAlgorithm(algorithm)
  const header = Buffer.from(JSON.stringify({ alg: algorithm, typ: 'JWT' }))
  const signed = `${header.toString('base64url')}.${Buffer.from(claims).toString('base64url')}`
  const hash = macs[algorithm]
  const signature = hash === undefined ? sign(algorithm, key, Buffer.from(signed)) : createHmac(hash, secret(key)).update(signed).digest()
  return `${signed}.${signature.toString('base64url')}`
}

// A PEM key as the secret of an HMAC is the classic confusion: everybody has the public key.
const secret = (key: Buffer): Buffer => {
  if (key.length === 0) throw new RangeError('secret expected, got an empty string')
  if (key.includes('-----BEGIN')) throw new RangeError('secret expected, got a PEM key, which is for RS, PS, ES and EdDSA')
  return key
}

const isGood = (algorithm: string, key: Buffer, signed: string, signature: Buffer): boolean => {
  const hash = macs[algorithm]
  if (hash === undefined) return verify(algorithm, key, Buffer.from(signed), signature)
  const wanted = createHmac(hash, secret(key)).update(signed).digest()
  return wanted.length === signature.length && timingSafeEqual(wanted, signature)
}

const jsonObject = (bytes: Buffer | undefined): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(bytes?.toString() ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Checks a token's signature and its claims exp, nbf, iss and aud (RFC 7519 §4.1). @throws RangeError as `jwtSign` */
export const jwtVerify = (token: string, key: Buffer, options: JwtOptions): JwtResult => {
  options.algorithms.forEach(checkAlgorithm)
  const parts = token.split('.')
  const [header, payload, signature] = parts.map(decodeBase64Url)
  const head = jsonObject(header)
  if (parts.length !== 3 || !head || !payload || !signature) return { problem: 'not a JSON web token' }
  const { alg } = head
  if (typeof alg !== 'string' || !options.algorithms.includes(alg)) return { problem: `algorithm ${JSON.stringify(alg)} is not among those that are accepted` }
  // RFC 7515 §4.1.11: extensions that must be understood.
  if (head.crit !== undefined) return { problem: 'the token needs extensions that are not known here' }
  if (!isGood(alg, key, token.slice(0, token.lastIndexOf('.')), signature)) return { problem: 'the signature is wrong' }
  const claims = jsonObject(payload)
  const problem = claims ? claimProblem(claims, options) : 'the claims are no JSON object'
  return problem === undefined ? { claims: payload } : { problem }
}

const claimProblem = (claims: Record<string, unknown>, { issuer, audience, leewaySeconds = 0, now = Date.now() / 1000 }: JwtOptions): string | undefined => {
  for (const name of ['exp', 'nbf'] as const) {
    if (claims[name] !== undefined && typeof claims[name] !== 'number') return `${name} is no number`
  }
  if (typeof claims.exp === 'number' && now >= claims.exp + leewaySeconds) return 'the token has expired'
  if (typeof claims.nbf === 'number' && now < claims.nbf - leewaySeconds) return 'the token is not valid yet'
  if (issuer !== undefined && claims.iss !== issuer) return 'the token is from another issuer'
  const audiences: unknown[] = Array.isArray(claims.aud) ? claims.aud : [claims.aud]
  if (audience !== undefined && !audiences.includes(audience)) return 'the token is for another audience'
  return undefined
}
