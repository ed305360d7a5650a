import type { CallEvent } from '../host/call.ts'
import { wholeBody } from './whole-body.ts'

/**
 * Whose answer an HTTP request that came in a JSON event expects: API Gateway's REST API (or an HTTP API with payload
 * 1.0), an HTTP API with payload 2.0 or a function URL, or an Application Load Balancer, whose target group has either
 * single headers or lists of values.
 */
export type GatewayKind = 'rest' | 'http' | 'alb' | 'alb-lists'

export interface GatewayRequest {
  readonly kind: GatewayKind
  readonly event: CallEvent
}

type Values = Readonly<Record<string, string>> | null | undefined
type Lists = Readonly<Record<string, readonly string[]>> | null | undefined

/** The parts of the four kinds of events that make the request; all else stays in `event.source`. */
interface GatewayEvent {
  readonly version?: unknown
  readonly type?: unknown
  readonly methodArn?: unknown
  readonly routeArn?: unknown
  readonly httpMethod?: unknown
  readonly path?: unknown
  readonly rawPath?: unknown
  readonly rawQueryString?: unknown
  readonly cookies?: readonly string[] | null
  readonly headers?: Values
  readonly multiValueHeaders?: Lists
  readonly queryStringParameters?: Values
  readonly multiValueQueryStringParameters?: Lists
  readonly requestContext?: {
    readonly elb?: unknown
    readonly stage?: unknown
    readonly domainName?: unknown
    readonly http?: { readonly method?: unknown }
  } | null
  readonly body?: unknown
  readonly isBase64Encoded?: unknown
}

const isText = (value: unknown): value is string => typeof value === 'string'

const kindOf = (event: GatewayEvent): GatewayKind | undefined => {
  const { requestContext } = event
  if (typeof requestContext !== 'object' || requestContext === null) return undefined
  // An authorizer is asked with the same fields, but answers with a policy.
  if (event.type !== undefined && (event.methodArn !== undefined || event.routeArn !== undefined)) return undefined
  if (event.version === '2.0' && isText(requestContext.http?.method)) return 'http'
  if (!isText(event.httpMethod)) return undefined
  if (requestContext.elb === undefined) return 'rest'
  return event.multiValueHeaders ? 'alb-lists' : 'alb'
}

/** A value of a header as its bytes, one per UTF-16 unit, as they are on the wire. */
const wireText = (text: string): string => (/[^\0-\x7f]/.test(text) ? Buffer.from(text).toString('latin1') : text)

const headersOf = ({ headers, multiValueHeaders, cookies }: GatewayEvent): string[] => {
  const lines: string[] = []
  if (multiValueHeaders) {
    for (const [name, values] of Object.entries(multiValueHeaders)) for (const value of values) lines.push(wireText(name), wireText(String(value)))
  } else for (const [name, value] of Object.entries(headers ?? {})) lines.push(wireText(name), wireText(String(value)))
  if (cookies && cookies.length > 0) lines.push('cookie', wireText(cookies.join('; ')))
  return lines
}

const pairsOf = ({ queryStringParameters, multiValueQueryStringParameters }: GatewayEvent): (readonly [string, string])[] =>
  multiValueQueryStringParameters
    ? Object.entries(multiValueQueryStringParameters).flatMap(([name, values]) => values.map((value) => [name, value] as const))
    : Object.entries(queryStringParameters ?? {})

const queryOf = (event: GatewayEvent, kind: GatewayKind): string => {
  if (kind === 'http') return isText(event.rawQueryString) ? wireText(event.rawQueryString) : ''
  // A load balancer hands names and values over as they came, API Gateway decodes them.
  const written = kind === 'rest' ? encodeURIComponent : wireText
  return pairsOf(event).map(([name, value]) => `${written(name.toWellFormed())}=${written(value.toWellFormed())}`).join('&')
}

/** The path as a client would write it, without the stage that API Gateway's own addresses begin with. */
const pathOf = (event: GatewayEvent, kind: GatewayKind): string => {
  const path = kind === 'http' ? event.rawPath : event.path
  const text = (isText(path) ? path : '/').toWellFormed().replaceAll(/[^\x21-\x7e]/gu, encodeURIComponent)
  const { stage, domainName } = event.requestContext!
  if (kind !== 'http' || !isText(stage) || stage === '$default' || !isText(domainName) || !domainName.includes('.execute-api.')) return text
  return text === `/${stage}` || text.startsWith(`/${stage}/`) ? text.slice(stage.length + 1) || '/' : text
}

const bodyOf = ({ body, isBase64Encoded }: GatewayEvent): Buffer =>
  isText(body) ? Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8') : Buffer.alloc(0)

const parse = (text: Buffer): GatewayEvent | undefined => {
  try {
    const value: unknown = JSON.parse(text.toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * The HTTP request that a Lambda event holds, or undefined when it holds none.
 * Fields: https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway.html, urls-invocation.html, services-alb.html
 */
export const gatewayRequest = (source: Buffer): GatewayRequest | undefined => {
  // Most other events need not be parsed here at all.
  if (!source.includes('"requestContext"')) return undefined
  const event = parse(source)
  const kind = event && kindOf(event)
  if (!event || !kind) return undefined
  return {
    kind,
    event: {
      method: (kind === 'http' ? event.requestContext!.http!.method : event.httpMethod) as string,
      path: pathOf(event, kind),
      query: queryOf(event, kind),
      headers: headersOf(event),
      body: wholeBody(bodyOf(event)),
      source,
    },
  }
}
