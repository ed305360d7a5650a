import type { EventFile, WholeRequest } from './event-file.ts'

/** Values by lower-case name; repeated ones joined by commas, as API Gateway's payload 2.0 has them. */
const joined = (headers: readonly string[]): Record<string, string> => {
  const values: Record<string, string> = {}
  for (let at = 0; at < headers.length; at += 2) {
    const name = (headers[at] ?? '').toLowerCase()
    const value = headers[at + 1] ?? ''
    values[name] = Object.hasOwn(values, name) ? `${values[name]},${value}` : value
  }
  return values
}

/** API Gateway hands paths over decoded. */
const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** A request as an event: on Lambda it is one of API Gateway, payload 2.0. */
export const requestEvent = (request: WholeRequest): EventFile => {
  const { method, path, query, headers, body } = request
  const event = {
    version: '2.0',
    routeKey: '$default',
    rawPath: decoded(path),
    rawQueryString: query,
    headers: joined(headers),
    requestContext: { http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'lua-ts' }, stage: '$default' },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  }
  return { text: JSON.stringify(event), request }
}
