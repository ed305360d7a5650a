import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { Test } from 'tap'
import type { Settings } from '../../../template/lua-ts/host/settings.ts'
import { readSettings } from '../../../template/lua-ts/host/settings.ts'
import { lambda } from '../../../template/lua-ts/platform/lambda.ts'
import { served } from '../../platform/served.ts'
import { functionOf, linesLog } from '../../support/lua-function.ts'
import type { TestFunction } from '../../support/lua-function.ts'
import { actionContainer } from '../../support/openwhisk-run.ts'
import { runtimeApi } from '../../support/runtime-api.ts'

/** An HTTP request as its client means it. */
export interface PlatformRequest {
  readonly method?: string
  /** Percent-encoded. */
  readonly path?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

/** What the client gets; `failed` when the platform would answer for a function that failed. */
export interface PlatformAnswer {
  readonly failed: boolean
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly cookies: readonly string[]
  readonly body: Buffer
}

export type PlatformAsk = (request?: PlatformRequest) => Promise<PlatformAnswer>

export interface PlatformSubject {
  readonly name: string
  /** `context.platform` there. */
  readonly platform: string
  /** Serves a handler's text in the platform's real form. */
  start(t: Test, handler: string, engine: Settings['luaEngine'], environment?: Readonly<Record<string, string>>): Promise<PlatformAsk>
}

interface GatewayAnswer {
  readonly statusCode: number
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly multiValueHeaders?: Readonly<Record<string, string[]>>
  readonly cookies?: string[]
  readonly body?: unknown
  readonly isBase64Encoded?: boolean
}

const failedAnswer: PlatformAnswer = { failed: true, status: 0, headers: {}, cookies: [], body: Buffer.alloc(0) }

/** What a gateway makes of a function's answer. */
const fromGateway = ({ statusCode, headers = {}, multiValueHeaders = {}, cookies = [], body, isBase64Encoded }: GatewayAnswer): PlatformAnswer => {
  const all: Record<string, string> = {}
  const set = [...cookies]
  for (const [name, value] of [...Object.entries(headers), ...Object.entries(multiValueHeaders)]) {
    if (name.toLowerCase() === 'set-cookie') set.push(...(Array.isArray(value) ? value : [value]))
    else all[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  }
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)
  return { failed: false, status: statusCode, headers: all, cookies: set, body: Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8') }
}

const openfaas: PlatformSubject = {
  name: 'openfaas',
  platform: 'openfaas',
  async start(t, handler, engine, environment = {}) {
    const f = await functionOf(t, handler, { engine, environment })
    const { port } = await served(t, f.invoke)
    return async ({ method = 'GET', path = '/', query = '', headers = {}, body } = {}) => {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      const target = query === '' ? path : `${path}?${query}`
      httpRequest({ port, host: '127.0.0.1', method, path: target, headers, agent: false }, resolve).on('error', reject).end(body)
      const response = await promise
      const pieces: Buffer[] = []
      for await (const piece of response) pieces.push(piece as Buffer)
      const status = response.statusCode!
      const { 'set-cookie': cookies = [], ...others } = response.headers
      return { failed: status === 500, status, headers: others as Record<string, string>, cookies, body: Buffer.concat(pieces) }
    }
  },
}

const httpEvent = ({ method = 'GET', path = '/', query = '', headers = {}, body }: PlatformRequest): object => ({
  version: '2.0', routeKey: '$default', rawPath: path, rawQueryString: query,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  requestContext: { stage: '$default', http: { method, path, protocol: 'HTTP/1.1' } },
  ...(body === undefined ? {} : { body: Buffer.from(body).toString('base64') }),
  isBase64Encoded: body !== undefined,
})

const lists = (pairs: Iterable<readonly [string, string]>): Record<string, string[]> => {
  const found: Record<string, string[]> = {}
  for (const [name, value] of pairs) (found[name] ??= []).push(value)
  return found
}

const restEvent = ({ method = 'GET', path = '/', query = '', headers = {}, body }: PlatformRequest): object => ({
  resource: '/{proxy+}', httpMethod: method, path, headers,
  multiValueHeaders: lists(Object.entries(headers)),
  multiValueQueryStringParameters: query === '' ? null : lists(new URLSearchParams(query)),
  requestContext: { stage: 'prod', httpMethod: method },
  body: body === undefined ? null : Buffer.from(body).toString('base64'),
  isBase64Encoded: body !== undefined,
})

const lambdaSubject = (name: string, eventOf: (request: PlatformRequest) => object): PlatformSubject => ({
  name,
  platform: 'lambda',
  async start(t, handler, engine, environment = {}) {
    const server = await runtimeApi(t, { end: 'wait' })
    const f = await functionOf(t, handler, { engine, environment, platform: 'lambda' })
    const platform = lambda({ invoke: f.invoke, log: linesLog([]), settings: readSettings({}), environment: {}, api: server.api })
    const running = platform.run()
    t.teardown(async () => {
      platform.stop()
      await running
    })
    return async (request = {}) => {
      const { path, body } = await server.push({ event: eventOf(request) })
      return path.endsWith('/error') ? failedAnswer : fromGateway(JSON.parse(body.toString()) as GatewayAnswer)
    }
  },
})

const openwhisk: PlatformSubject = {
  name: 'openwhisk',
  platform: 'openwhisk',
  async start(t, handler, engine, environment = {}) {
    const action = await actionContainer(t, engine)
    const { status, text } = await action.init(handler, { env: environment })
    if (status !== 200) throw new Error(text)
    return async ({ method = 'GET', path = '/', query = '', headers = {}, body } = {}) => {
      const result = await action.run({
        __ow_method: method.toLowerCase(), __ow_path: path, __ow_query: query, __ow_headers: headers,
        ...(body === undefined ? {} : { __ow_body: webBody(body, headers['Content-Type'] ?? '') }),
      })
      if (result.status !== 200) return failedAnswer
      const answer = result.body as GatewayAnswer
      const type = String(answer.headers?.['content-type'] ?? '')
      return fromGateway({ ...answer, isBase64Encoded: typeof answer.body === 'string' && !isPlain(type) })
    }
  },
}

/** As OpenWhisk hands a raw body over, and takes one: text as it is, JSON (in) and all else as base64. */
const isPlain = (type: string): boolean => type === '' || /^text\/|json|xml|urlencoded/.test(type)

const webBody = (body: string | Buffer, type: string): string =>
  isPlain(type) && !type.includes('json') ? body.toString() : Buffer.from(body).toString('base64')

/** The same questions put to a function itself, with no platform around it. */
export const asked = (f: TestFunction): PlatformAsk => async ({ headers = {}, body, ...others } = {}) => {
  const answer = await f.request({ ...others, headers: Object.entries(headers).flat(), ...(body !== undefined && { body }) })
  const pairs = answer.headers.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), answer.headers[i + 1]!] as const] : []))
  return { failed: false, status: answer.status, headers: Object.fromEntries(pairs), cookies: [], body: answer.body }
}

/** A handler of one of the example functions. */
export const exampleHandler = (name: string): string => readFileSync(new URL(`../../../functions/${name}/handler.lua`, import.meta.url), 'utf8')

/** Every platform, in each form in which requests come to it. */
export const platformSubjects: readonly PlatformSubject[] = [
  openfaas,
  lambdaSubject('lambda behind a REST API', restEvent),
  lambdaSubject('lambda behind an HTTP API', httpEvent),
  openwhisk,
]
