import type { HostFunction, Lua } from '../lua/engine.ts'
import { bytesArgument, latin1Argument } from './arguments.ts'
import { functionModule } from './lua-face.ts'
import type { OpenModule } from './module-host.ts'
import { pushFailure } from './failure.ts'

const standard = /^[A-Za-z0-9+/]*={0,2}$/
const urlSafe = /^[A-Za-z0-9_-]*={0,2}$/

/** The bytes of base64 text (RFC 4648 §4), padded, line ends ignored; undefined when it is none. */
export const decodeBase64 = (text: string): Buffer | undefined => {
  const plain = /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]/g, '') : text
  return plain.length % 4 === 0 && standard.test(plain) ? Buffer.from(plain, 'base64') : undefined
}

/** The bytes of URL-safe base64 text (RFC 4648 §5), with or without its padding; undefined when it is none. */
export const decodeBase64Url = (text: string): Buffer | undefined => {
  const padding = text.endsWith('=')
  if (!urlSafe.test(text) || (padding ? text.length % 4 !== 0 : text.length % 4 === 1)) return undefined
  return Buffer.from(text, 'base64url')
}

/** Opens `base64`: `encode` and `decode` of RFC 4648 §4, `encode_url` and `decode_url` of §5. */
export const openBase64: OpenModule = ({ lua }) =>
  functionModule(lua, {
    encode: encoding(lua, 'encode', 'base64'),
    encode_url: encoding(lua, 'encode_url', 'base64url'),
    decode: decoding(lua, 'decode', decodeBase64, 'base64'),
    decode_url: decoding(lua, 'decode_url', decodeBase64Url, 'URL-safe base64'),
  })

const encoding = (lua: Lua, name: string, form: 'base64' | 'base64url'): HostFunction => (t) => {
  lua.pushLatin1(t, bytesArgument(lua, t, 1, name).toString(form))
  return 1
}

const decoding = (lua: Lua, name: string, decode: (text: string) => Buffer | undefined, form: string): HostFunction => (t) => {
  const bytes = decode(latin1Argument(lua, t, 1, name))
  if (bytes === undefined) return pushFailure(lua, t, `not ${form}`)
  lua.pushBytes(t, bytes)
  return 1
}
