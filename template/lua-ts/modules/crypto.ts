import { createHash, createHmac, getHashes, randomBytes, timingSafeEqual } from 'node:crypto'
import type { HostFunction, Lua, Thread } from '../lua/engine.ts'
import { decrypt, encrypt } from './aes-gcm.ts'
import { argumentError, bytesArgument, isAbsent, latin1Argument, numberArgument } from './arguments.ts'
import { pushFailure } from './failure.ts'
import { pushJson } from './json.ts'
import { jwtSign, jwtVerify } from './jwt.ts'
import { jwtClaimsAt, jwtOptionsAt } from './jwt-arguments.ts'
import { functionModule } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'
import { sign, verify } from './signatures.ts'

const maxRandomBytes = 65_536

/** Opens `crypto`: digests, HMAC, random bytes, AES-GCM, signatures and JSON web tokens. */
export const openCrypto: OpenModule = ({ lua, tapes }) => {
  const hashes = new Set(getHashes())
  const functions: Record<string, HostFunction> = { ...hashFunctions(lua, hashes), ...cipherFunctions(lua), ...signatureFunctions(lua), ...tokenFunctions(lua) }
  // Chance, and a clock. Their arguments are keys: those are kept nowhere.
  const ambient = Object.fromEntries(['random_bytes', 'encrypt', 'jwt_verify'].map((name) => [name, functions[name]!]))
  return functionModule(lua, { ...functions, ...tapes.taped('crypto', ambient, 'ambient') })
}

const hashFunctions = (lua: Lua, hashes: ReadonlySet<string>): Record<string, HostFunction> => {
  const algorithmAt = (t: Thread, name: string): string => {
    const given = latin1Argument(lua, t, 1, name)
    const algorithm = given.toLowerCase().replace(/^sha-/, 'sha')
    if (hashes.has(algorithm)) return algorithm
    throw argumentError(1, name, `algorithm such as "sha256" expected, got ${JSON.stringify(given)}`)
  }
  const pushDigest = (t: Thread, digest: Buffer, form: number): number => {
    if (lua.toBoolean(t, form)) lua.pushBytes(t, digest)
    else lua.pushLatin1(t, digest.toString('hex'))
    return 1
  }
  return {
    digest: (t) => pushDigest(t, createHash(algorithmAt(t, 'digest')).update(bytesArgument(lua, t, 2, 'digest')).digest(), 3),
    hmac: (t) => {
      const hmac = createHmac(algorithmAt(t, 'hmac'), bytesArgument(lua, t, 2, 'hmac'))
      return pushDigest(t, hmac.update(bytesArgument(lua, t, 3, 'hmac')).digest(), 4)
    },
    equal: (t) => {
      const [a, b] = [bytesArgument(lua, t, 1, 'equal'), bytesArgument(lua, t, 2, 'equal')]
      lua.pushBoolean(t, a.length === b.length && timingSafeEqual(a, b))
      return 1
    },
    random_bytes: (t) => {
      const count = numberArgument(lua, t, 1, 'random_bytes')
      if (!Number.isInteger(count) || count < 0 || count > maxRandomBytes) {
        throw argumentError(1, 'random_bytes', `whole number from 0 to ${maxRandomBytes} expected, got ${count}`)
      }
      lua.pushBytes(t, randomBytes(count))
      return 1
    },
  }
}

/** Runs `work`; what it throws about the first argument becomes an argument error. */
const checked = <T>(name: string, index: number, work: () => T): T => {
  try {
    return work()
  } catch (error) {
    throw argumentError(index, name, (error as Error).message)
  }
}

const cipherFunctions = (lua: Lua): Record<string, HostFunction> => {
  const extraAt = (t: Thread, name: string) => (isAbsent(lua, t, 3) ? undefined : bytesArgument(lua, t, 3, name))
  return {
    encrypt: (t) => {
      const [key, data, extra] = [bytesArgument(lua, t, 1, 'encrypt'), bytesArgument(lua, t, 2, 'encrypt'), extraAt(t, 'encrypt')]
      lua.pushBytes(t, checked('encrypt', 1, () => encrypt(key, data, extra)))
      return 1
    },
    decrypt: (t) => {
      const [key, sealed, extra] = [bytesArgument(lua, t, 1, 'decrypt'), bytesArgument(lua, t, 2, 'decrypt'), extraAt(t, 'decrypt')]
      const data = checked('decrypt', 1, () => decrypt(key, sealed, extra))
      if (data === undefined) return pushFailure(lua, t, 'not encrypted with this key, or changed since')
      lua.pushBytes(t, data)
      return 1
    },
  }
}

const signatureFunctions = (lua: Lua): Record<string, HostFunction> => ({
  sign: (t) => {
    const algorithm = latin1Argument(lua, t, 1, 'sign')
    const [key, data] = [bytesArgument(lua, t, 2, 'sign'), bytesArgument(lua, t, 3, 'sign')]
    lua.pushBytes(t, checked('sign', 2, () => sign(algorithm, key, data)))
    return 1
  },
  verify: (t) => {
    const algorithm = latin1Argument(lua, t, 1, 'verify')
    const [key, data, signature] = [bytesArgument(lua, t, 2, 'verify'), bytesArgument(lua, t, 3, 'verify'), bytesArgument(lua, t, 4, 'verify')]
    lua.pushBoolean(t, checked('verify', 2, () => verify(algorithm, key, data, signature)))
    return 1
  },
})

const tokenFunctions = (lua: Lua): Record<string, HostFunction> => ({
  jwt_sign: (t) => {
    const claims = jwtClaimsAt(lua, t, 1)
    const key = bytesArgument(lua, t, 2, 'jwt_sign')
    const algorithm = isAbsent(lua, t, 3) ? 'HS256' : latin1Argument(lua, t, 3, 'jwt_sign')
    lua.pushLatin1(t, checked('jwt_sign', 2, () => jwtSign(claims, key, algorithm)))
    return 1
  },
  jwt_verify: (t) => {
    const token = latin1Argument(lua, t, 1, 'jwt_verify')
    const key = bytesArgument(lua, t, 2, 'jwt_verify')
    const options = jwtOptionsAt(lua, t, 3)
    const result = checked('jwt_verify', 2, () => jwtVerify(token, key, options))
    if ('problem' in result) return pushFailure(lua, t, result.problem)
    pushJson(lua, t, result.claims)
    return 1
  },
})
