import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { CipherGCMTypes } from 'node:crypto'

const nonceBytes = 12
const tagBytes = 16

const ciphers: Readonly<Record<number, CipherGCMTypes>> = { 16: 'aes-128-gcm', 24: 'aes-192-gcm', 32: 'aes-256-gcm' }

const cipherFor = (key: Uint8Array): CipherGCMTypes => {
  const cipher = ciphers[key.length]
  if (cipher) return cipher
  throw new RangeError(`key of 16, 24 or 32 bytes expected, got ${key.length}`)
}

/**
 * Encrypts with AES-GCM under a random nonce: nonce (12 bytes), ciphertext, tag (16 bytes), as NIST SP 800-38D has
 * it. `extra` is authenticated, not encrypted. @throws RangeError for a key of the wrong length
 */
export const encrypt = (key: Uint8Array, data: Uint8Array, extra?: Uint8Array): Buffer => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(cipherFor(key), key, nonce)
  if (extra) cipher.setAAD(extra)
  return Buffer.concat([nonce, cipher.update(data), cipher.final(), cipher.getAuthTag()])
}

/** What `encrypt` was given; undefined when key, data or `extra` are not the same. @throws RangeError as `encrypt` */
export const decrypt = (key: Uint8Array, sealed: Buffer, extra?: Uint8Array): Buffer | undefined => {
  const name = cipherFor(key)
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const decipher = createDecipheriv(name, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  if (extra) decipher.setAAD(extra)
  const data = decipher.update(sealed.subarray(nonceBytes, -tagBytes))
  try {
    return Buffer.concat([data, decipher.final()])
  } catch {
    // The tag does not fit: the one error that final() has.
    return undefined
  }
}
