import { isUtf8 } from 'node:buffer'
import { BadReplyError } from '../host/errors.ts'
import { headerOf } from '../host/header.ts'
import { isTextType } from './openwhisk-request.ts'
import type { RecordedReply } from './recorded-reply.ts'

const noDictionary = 'The action did not return a dictionary or array.'

/** The handler returned something that no result of an action can be. */
export class NoDictionaryError extends BadReplyError {
  override name = 'NoDictionaryError'
  constructor() {
    super(noDictionary)
  }
}

const openObject = 0x7b
const openArray = 0x5b

/** The result of an activation that is no web request: an object or a list, `{}` for nothing. @throws NoDictionaryError */
export const actionResult = ({ body }: RecordedReply): Buffer => {
  const text = Buffer.from(body)
  if (text[0] === openObject || text[0] === openArray) return text
  if (text.toString() === 'null') return Buffer.from('{}')
  throw new NoDictionaryError()
}

const headersOf = (lines: readonly string[]): Record<string, string | string[]> => {
  const headers: Record<string, string | string[]> = {}
  for (let i = 0; i < lines.length; i += 2) {
    const [name, value] = [lines[i]!.toLowerCase(), lines[i + 1]!]
    if (name === 'content-length') continue
    const known = headers[name]
    headers[name] = known === undefined ? value : [...(Array.isArray(known) ? known : [known]), value]
  }
  return headers
}

const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** The answer of a web action. What OpenWhisk takes for binary by its type goes as base64. @throws BadReplyError */
export const webResponse = ({ status, headers, body }: RecordedReply): Buffer => {
  const type = headerOf(headers, 'content-type') ?? ''
  const head = { statusCode: status, headers: headersOf(headers) }
  const bytes = Buffer.from(body)
  if (!isTextType(type) && bytes.length > 0) return Buffer.from(JSON.stringify({ ...head, body: bytes.toString('base64') }))
  if (!isUtf8(bytes)) throw new BadReplyError(`Cannot send a body that is not UTF-8 as "${type}": OpenWhisk takes bytes with a binary Content-Type, such as application/octet-stream`)
  const text = bytes.toString()
  // A JSON body is taken as a value, since its text could be read as base64.
  if (/json/i.test(type) && isJson(text)) return Buffer.from(`${JSON.stringify(head).slice(0, -1)},"body":${text}}`)
  return Buffer.from(JSON.stringify({ ...head, body: text }))
}
