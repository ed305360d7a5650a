import { constants, createPrivateKey, createPublicKey, sign as signWith, verify as verifyWith } from 'node:crypto'
import type { KeyObject, SignKeyObjectInput } from 'node:crypto'

interface Scheme {
  /** Hash, or null where the algorithm has its own. */
  readonly hash: string | null
  readonly keyType: 'rsa' | 'ec' | 'ed25519'
  /** Curve of the key, by OpenSSL's name. */
  readonly curve?: string
  readonly options?: Omit<SignKeyObjectInput, 'key'>
}

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const curves: Readonly<Record<string, string>> = { 256: 'prime256v1', 384: 'secp384r1', 512: 'secp521r1' }

const bySize = ['256', '384', '512'].flatMap((size): (readonly [string, Scheme])[] => {
  const hash = `sha${size}`
  const ec = { hash, keyType: 'ec', curve: curves[size]! } as const
  return [
    [`RS${size}`, { hash, keyType: 'rsa' }],
    [`PS${size}`, { hash, keyType: 'rsa', options: pss }],
    [`ES${size}`, { ...ec, options: { dsaEncoding: 'ieee-p1363' } }],
    [`ES${size}-DER`, { ...ec, options: { dsaEncoding: 'der' } }],
  ]
})

/** Names of RFC 7518 §3.1 and RFC 8037; `-DER` for signatures of ECDSA as OpenSSL writes them. */
const schemes: ReadonlyMap<string, Scheme> = new Map([
  ...bySize,
  ['EdDSA', { hash: null, keyType: 'ed25519' }] as const,
  ['Ed25519', { hash: null, keyType: 'ed25519' }] as const,
])

export const signatureAlgorithms: readonly string[] = [...schemes.keys()]

const schemeOf = (algorithm: string): Scheme => {
  const scheme = schemes.get(algorithm)
  if (scheme) return scheme
  throw new RangeError(`no algorithm ${JSON.stringify(algorithm)}: expected one of ${signatureAlgorithms.join(', ')}`)
}

const fitting = (key: KeyObject, algorithm: string, { keyType, curve }: Scheme): KeyObject => {
  const found = key.asymmetricKeyDetails?.namedCurve
  if (key.asymmetricKeyType === keyType && (curve === undefined || found === curve)) return key
  throw new RangeError(`${algorithm} needs a key of ${curve ?? keyType}, got ${found ?? key.asymmetricKeyType}`)
}

const readKey = (text: Buffer, read: (key: Buffer) => KeyObject, what: string): KeyObject => {
  try {
    return read(text)
  } catch (cause) {
    throw new RangeError(`${what} key in PEM form expected`, { cause })
  }
}

/** The signature of `data`. @throws RangeError for an unknown algorithm or a key that does not fit */
export const sign = (algorithm: string, pem: Buffer, data: Uint8Array): Buffer => {
  const scheme = schemeOf(algorithm)
  const key = fitting(readKey(pem, createPrivateKey, 'private'), algorithm, scheme)
  return signWith(scheme.hash, data, { key, ...scheme.options })
}

/** Whether `signature` is that of `data`. @throws RangeError for an unknown algorithm or a key that does not fit */
export const verify = (algorithm: string, pem: Buffer, data: Uint8Array, signature: Uint8Array): boolean => {
  const scheme = schemeOf(algorithm)
  const key = fitting(readKey(pem, createPublicKey, 'public'), algorithm, scheme)
  return verifyWith(scheme.hash, data, { key, ...scheme.options }, signature)
}
