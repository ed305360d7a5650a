import type { CallEvent } from '../host/call.ts'
import { wholeBody } from './whole-body.ts'

/** The parameters of an activation. */
export type Parameters = Readonly<Record<string, unknown>>

const isText = (value: unknown): value is string => typeof value === 'string'

/** Types whose bodies OpenWhisk hands over, and takes, as they are; all others as base64. */
export const isTextType = (type: string): boolean =>
  /^\s*(?:text\/|application\/(?:x-www-form-urlencoded|javascript|xml|json|[\w.+-]+\+(?:json|xml))\b)/i.test(type)

const isJsonType = (type: string): boolean => /^\s*application\/(?:[\w.+-]+\+)?json\b/i.test(type)

const isBase64 = (text: string): boolean => text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)

const bytesOf = (body: string, type: string, isRaw: boolean): Buffer => {
  const encoded = type !== '' && (!isTextType(type) || (isRaw && isJsonType(type)))
  return Buffer.from(body, encoded && isBase64(body) ? 'base64' : 'utf8')
}

const withBody = new Set(['POST', 'PUT', 'PATCH'])

const textOf = (value: unknown): string => (isText(value) ? value : JSON.stringify(value))

const queryOf = (own: Parameters): string =>
  Object.entries(own).map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(textOf(value).toWellFormed())}`).join('&')

const wire = (text: string): string => (/[^\0-\x7f]/.test(text) ? Buffer.from(text).toString('latin1') : text)

const headersOf = (headers: unknown): string[] =>
  typeof headers === 'object' && headers !== null ? Object.entries(headers).flatMap(([name, value]) => [wire(name), wire(String(value))]) : []

const pathOf = (path: unknown): string => {
  const text = isText(path) ? path.toWellFormed().replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent) : ''
  return text.startsWith('/') ? text : `/${text}`
}

/**
 * The HTTP request that came to a web action, or undefined for an activation of another kind.
 * A raw one is as it came. Of others OpenWhisk has taken query and body apart: their parameters are the query of a
 * request that has no body by its method, else the fields of a JSON body.
 * Fields: https://github.com/apache/openwhisk/blob/master/docs/webactions.md
 */
export const webRequest = (parameters: Parameters): CallEvent | undefined => {
  const { __ow_method: given, __ow_headers, __ow_path, __ow_query, __ow_body } = parameters
  if (!isText(given)) return undefined
  const method = given.toUpperCase()
  const headers = headersOf(__ow_headers)
  const at = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'content-type')
  const own = Object.fromEntries(Object.entries(parameters).filter(([name]) => !name.startsWith('__ow_')))
  const isRaw = isText(__ow_query)
  const inBody = !isRaw && !isText(__ow_body) && withBody.has(method) && Object.keys(own).length > 0
  if (inBody) {
    if (at >= 0) headers[at + 1] = 'application/json'
    else headers.push('content-type', 'application/json')
  }
  const body = isText(__ow_body) ? bytesOf(__ow_body, headers[at + 1] ?? '', isRaw) : Buffer.from(inBody ? JSON.stringify(own) : '')
  return { method, path: pathOf(__ow_path), query: isRaw ? __ow_query : inBody ? '' : queryOf(own), headers, body: wholeBody(body) }
}
