import { isUtf8 } from 'node:buffer'
import type { InvokeResult } from './invoke-platforms.ts'

export interface AnswerTextOptions {
  /** Status, headers and body as JSON. */
  readonly json: boolean
  /** Whether a last line is to have its end. */
  readonly toPerson: boolean
}

const lineEnd = Buffer.from('\n')

/** Values by name, as in `response.headers` of a client: a list where a name came more than once. */
const byName = (headers: readonly string[]): Record<string, string | string[]> => {
  const values: Record<string, string | string[]> = {}
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase()
    const value = headers[at + 1] ?? ''
    values[name] = Object.hasOwn(values, name) ? [values[name] ?? [], value].flat() : value
  }
  return values
}

/** What `lua-ts invoke` prints of an answer: its body, byte for byte, or all of it as a line of JSON. */
export const answerText = ({ status, headers, body }: InvokeResult, { json, toPerson }: AnswerTextOptions): Uint8Array => {
  if (json) {
    const whole = isUtf8(body)
    const answer = { status: status ?? null, headers: byName(headers), body: body.toString(whole ? 'utf8' : 'base64'), isBase64Encoded: !whole }
    return Buffer.from(`${JSON.stringify(answer)}\n`)
  }
  const bare = !toPerson || body.length === 0 || body.at(-1) === lineEnd[0]
  return bare ? body : Buffer.concat([body, lineEnd])
}
