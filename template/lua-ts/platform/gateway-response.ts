import { isUtf8 } from 'node:buffer'
import type { RawHeaders } from '../host/call.ts'
import type { GatewayKind } from './gateway-request.ts'
import { http } from '../host/node-http.ts'

/** A header's bytes as the text that JSON carries. */
const textOf = (value: string): string => {
  if (!/[\x80-\xff]/.test(value)) return value
  const bytes = Buffer.from(value, 'latin1')
  return isUtf8(bytes) ? bytes.toString() : value
}

/** The values of each header. Names that differ in case alone are one header, under its first spelling. */
const grouped = (headers: RawHeaders): Map<string, { readonly name: string; readonly values: string[] }> => {
  const groups = new Map<string, { name: string; values: string[] }>()
  for (let i = 0; i < headers.length; i += 2) {
    const [name, value] = [headers[i]!, textOf(headers[i + 1]!)]
    const key = name.toLowerCase()
    // The gateway counts the body itself, which HEAD and base64 would make wrong here.
    if (key === 'content-length') continue
    const group = groups.get(key)
    if (group) group.values.push(value)
    else groups.set(key, { name, values: [value] })
  }
  return groups
}

type Headers = Record<string, string>
type Lists = Record<string, string[]>

const restHeaders = (headers: RawHeaders): { headers: Headers; multiValueHeaders: Lists } => {
  const single: Headers = {}
  const lists: Lists = {}
  for (const { name, values } of grouped(headers).values()) {
    if (values.length === 1) single[name] = values[0]!
    else lists[name] = values
  }
  return { headers: single, multiValueHeaders: lists }
}

/** Headers and cookies apart, as payload 2.0 and the head of a streamed answer have them. */
export const headersAndCookies = (headers: RawHeaders): { headers: Headers; cookies?: string[] } => {
  const single: Headers = {}
  let cookies: string[] | undefined
  for (const [key, { name, values }] of grouped(headers)) {
    if (key === 'set-cookie') cookies = values
    else single[name] = values.join(', ')
  }
  return cookies ? { headers: single, cookies } : { headers: single }
}

/** Without lists a load balancer takes one value per header: cookies can't be joined, so the last one counts. */
const albHeaders = (headers: RawHeaders): { headers: Headers } => {
  const single: Headers = {}
  for (const [key, { name, values }] of grouped(headers)) single[name] = key === 'set-cookie' ? values.at(-1)! : values.join(', ')
  return { headers: single }
}

const albLists = (headers: RawHeaders): { multiValueHeaders: Lists } => {
  const lists: Lists = {}
  for (const { name, values } of grouped(headers).values()) lists[name] = values
  return { multiValueHeaders: lists }
}

const headerShapes: Readonly<Record<GatewayKind, (headers: RawHeaders) => object>> = {
  rest: restHeaders,
  http: headersAndCookies,
  alb: albHeaders,
  'alb-lists': albLists,
}

/** The JSON text in which a gateway takes an HTTP answer. Bodies that are not UTF-8 go as base64. */
export const gatewayResponse = (kind: GatewayKind, status: number, headers: RawHeaders, body: Uint8Array): Buffer => {
  const isText = isUtf8(body)
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  return Buffer.from(
    JSON.stringify({
      statusCode: status,
      ...(kind.startsWith('alb') && { statusDescription: `${status} ${http.STATUS_CODES[status] ?? 'Unknown'}` }),
      ...headerShapes[kind](headers),
      body: bytes.toString(isText ? 'utf8' : 'base64'),
      isBase64Encoded: !isText,
    }),
  )
}
