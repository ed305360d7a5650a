import { dirname } from 'node:path'
import type { RawHeaders } from '../../template/lua-ts/host/call.ts'
import { log as logOf } from '../../template/lua-ts/host/log.ts'
import { probePipeline } from '../../template/lua-ts/host/pipeline.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { luaFunction } from '../../template/lua-ts/lua/lua-function.ts'
import { recordedAnswer } from '../../template/lua-ts/platform/recorded-call.ts'
import { serveLambda } from '../../template/lua-ts/serve/serve-lambda.ts'
import { serveOpenWhisk } from '../../template/lua-ts/serve/serve-openwhisk.ts'
import type { Surroundings } from '../../template/lua-ts/serve/surroundings.ts'
import type { EventFile, WholeRequest } from './event-file.ts'
import { functionFiles } from '../package/function-files.ts'
import { localRuntimeApi } from './local-runtime-api.ts'
import { zip } from '../package/zip.ts'

/** What the function answered, in the form in which its platform takes it. */
export interface InvokeResult {
  readonly failed: boolean
  /** Undefined where there is none, as in the answer to an event that is no request. */
  readonly status: number | undefined
  /** Names and values in turn; empty where they stand in the body. */
  readonly headers: RawHeaders
  readonly body: Buffer
}

const statusIn = (text: string): number | undefined => {
  try {
    const { statusCode } = (JSON.parse(text) ?? {}) as { statusCode?: unknown }
    return typeof statusCode === 'number' ? statusCode : undefined
  } catch {
    return undefined
  }
}

/** An answer in a platform's own form, whose status stands in its JSON if it has one. */
const ownForm = (failed: boolean, body: Buffer): InvokeResult => ({ failed, status: failed ? undefined : statusIn(body.toString()), headers: [], body })

export interface InvokeOptions {
  readonly event: EventFile
  /** Environment variables of the function, `lua_handler` and `OPENFAAS_NAME` among them. */
  readonly environment: Readonly<Record<string, string>>
  /** File descriptor that takes what the host and the handler print. */
  readonly output: number
}

type InvokeOn = (options: InvokeOptions) => Promise<InvokeResult>

const timeoutMs = 30_000

/** A platform's surroundings, and what asks it to end. */
const surroundings = ({ output }: InvokeOptions, environment: Surroundings['environment']) => {
  let end = () => {}
  const { promise: port, resolve } = Promise.withResolvers<number>()
  const given: Surroundings = {
    environment, home: '/', unmarked: true, stdout: output, stderr: output, enter: () => {}, listening: resolve, onEnd: (listener) => void (end = listener),
  }
  return { given, port, end: () => end() }
}

const onLambda: InvokeOn = async (options) => {
  const { event, environment } = options
  const runtimeApi = await localRuntimeApi(event.text, timeoutMs)
  const { given, end } = surroundings(options, { ...environment, AWS_LAMBDA_RUNTIME_API: runtimeApi.api, AWS_LAMBDA_FUNCTION_NAME: environment['OPENFAAS_NAME'] })
  try {
    const served = serveLambda(given)
    const posted = await Promise.race([runtimeApi.posted, served.then(() => runtimeApi.posted)])
    end()
    await served
    return ownForm(posted.failed, posted.body)
  } finally {
    runtimeApi.close()
  }
}

/** A request as OpenWhisk hands it to an action that is called with `--web raw`. */
const rawParameters = ({ method, path, query, headers, body }: WholeRequest): object => {
  const type = headers.findIndex((name, i) => i % 2 === 0 && name.toLowerCase() === 'content-type')
  const isPlain = type < 0 || /^(?:text\/|application\/x-www-form-urlencoded)/i.test(headers[type + 1]!)
  return {
    __ow_method: method.toLowerCase(),
    __ow_path: path,
    __ow_query: query,
    __ow_headers: Object.fromEntries(headers.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), headers[i + 1]!]] : []))),
    ...(body.length > 0 && { __ow_body: body.toString(isPlain ? 'utf8' : 'base64') }),
  }
}

const onOpenWhisk: InvokeOn = async (options) => {
  const { event, environment } = options
  const { lua_handler: handler = '', ...others } = environment
  const { given, port, end } = surroundings(options, { ...others, port: '0' })
  const served = serveOpenWhisk(given)
  const url = `http://127.0.0.1:${await Promise.race([port, served])}`
  const post = async (route: string, body: string): Promise<InvokeResult> => {
    const response = await fetch(url + route, { method: 'POST', body, headers: { Connection: 'close' } })
    return ownForm(response.status !== 200, Buffer.from(await response.arrayBuffer()))
  }
  const code = zip(functionFiles(dirname(handler))).toString('base64')
  const made = await post('/init', JSON.stringify({ value: { name: environment['OPENFAAS_NAME'], main: 'main', binary: true, code } }))
  const fields = `"activation_id":"local","deadline":"${Date.now() + timeoutMs}"`
  const value = event.request ? JSON.stringify(rawParameters(event.request)) : event.text
  const result = made.failed ? made : await post('/run', `{"value":${value},${fields}}`)
  end()
  await served
  return result
}

const onOpenFaas: InvokeOn = async ({ event, environment, output }) => {
  const settings = readSettings(environment)
  const log = { ...logOf({ settings, stdout: output, stderr: output }), access: () => {} }
  const loaded = await luaFunction({
    lua: await startEngine(settings.luaEngine),
    settings,
    log,
    environment,
    platform: 'openfaas',
  })
  const request = event.request ?? { method: 'POST', path: '/', query: '', headers: ['Content-Type', 'application/json'], body: Buffer.from(event.text) }
  const { status, headers, body, cut } = await recordedAnswer(probePipeline({ invoke: loaded.invoke, settings, log }), request)
  await loaded.shutdown()
  log.flush()
  return { failed: cut, status, headers, body: Buffer.from(body) }
}

/** Runs an event through each platform's own adapter. */
export const invokePlatforms = { openfaas: onOpenFaas, lambda: onLambda, openwhisk: onOpenWhisk } satisfies Record<string, InvokeOn>

export type PlatformName = keyof typeof invokePlatforms

