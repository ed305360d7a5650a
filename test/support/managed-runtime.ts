import { existsSync } from 'node:fs'
import { request } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

// A program that does what Lambda's own Node.js runtime does: it finds the module and the function that _HANDLER names,
// asks for events, and posts what the function returns, throws or streams. It ends when there are no more events.

type Handler = (...args: unknown[]) => Promise<unknown>

const streaming = Symbol('streaming')
const { _HANDLER = '', LAMBDA_TASK_ROOT = '', AWS_LAMBDA_RUNTIME_API: api } = process.env
const root = `http://${api}/2018-06-01/runtime`

const ask = async (method: string, url: string, body?: string): Promise<{ response: IncomingMessage; body: string }> => {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  request(url, { method, headers: { 'Content-Type': 'application/json' } }, resolve).on('error', reject).end(body)
  const response = await promise
  return { response, body: await text(response) }
}

const report = (error: unknown): object => {
  const { name, message, stack } = error as Error
  return { errorType: name, errorMessage: message, trace: stack!.split('\n') }
}

const findHandler = async (): Promise<Handler> => {
  const [file, name] = _HANDLER.split('.') as [string, string]
  const found = ['.js', '.mjs', '.cjs'].map((end) => join(LAMBDA_TASK_ROOT, file + end)).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`Cannot find module '${file}'`)
  const module = (await import(found)) as Record<string, Handler>
  if (typeof module[name] !== 'function') throw new Error(`${_HANDLER} is undefined or not exported`)
  return module[name]
}

const contextOf = ({ headers }: IncomingMessage): object => {
  const json = (name: string): unknown => (headers[name] === undefined ? undefined : JSON.parse(headers[name] as string))
  const trace = headers['lambda-runtime-trace-id']
  if (trace === undefined) delete process.env['_X_AMZN_TRACE_ID']
  else process.env['_X_AMZN_TRACE_ID'] = String(trace)
  return {
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    clientContext: json('lambda-runtime-client-context'),
    identity: json('lambda-runtime-cognito-identity'),
    getRemainingTimeInMillis: () => Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
  }
}

const openStream = (url: string): { stream: ClientRequest & { setContentType(type: string): void }; answered: Promise<unknown> } => {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const outgoing = request(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/octet-stream',
      'Lambda-Runtime-Function-Response-Mode': 'streaming',
      Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
    },
  }, (response) => resolve(text(response)))
  outgoing.on('error', reject)
  const setContentType = (type: string): void => {
    if (outgoing.headersSent) throw new Error('Cannot set content-type, too late.')
    outgoing.setHeader('Content-Type', type)
  }
  return { stream: Object.assign(outgoing, { setContentType }), answered: promise }
}

const handleStream = async (handler: Handler, event: unknown, context: object, url: string): Promise<void> => {
  const { stream, answered } = openStream(`${url}/response`)
  const fail = (error: unknown): void => {
    const failure = report(error) as { errorType: string }
    stream.addTrailers({
      'Lambda-Runtime-Function-Error-Type': failure.errorType,
      'Lambda-Runtime-Function-Error-Body': Buffer.from(JSON.stringify(failure)).toString('base64'),
    })
    stream.end()
  }
  try {
    await handler(event, stream, context)
    if (!stream.writableFinished) fail(new Error('Response stream is not finished.'))
  } catch (error) {
    fail(error)
  }
  await answered
}

const handle = async (handler: Handler, event: unknown, context: object, url: string): Promise<void> => {
  try {
    const result = await handler(event, context)
    await ask('POST', `${url}/response`, JSON.stringify(result === undefined ? null : result))
  } catch (error) {
    await ask('POST', `${url}/error`, JSON.stringify(report(error)))
  }
}

Object.assign(globalThis, { awslambda: { streamifyResponse: (handler: Handler) => Object.assign(handler, { [streaming]: true }) } })
let handler: Handler
try {
  handler = await findHandler()
} catch (error) {
  await ask('POST', `${root}/init/error`, JSON.stringify(report(error)))
  process.exit(129)
}
for (;;) {
  const { response, body } = await ask('GET', `${root}/invocation/next`)
  if (response.statusCode !== 200) break
  const context = contextOf(response)
  const url = `${root}/invocation/${encodeURIComponent(String(response.headers['lambda-runtime-aws-request-id']))}`
  await (streaming in handler ? handleStream : handle)(handler, JSON.parse(body), context, url)
  if ((context as { callbackWaitsForEmptyEventLoop?: boolean }).callbackWaitsForEmptyEventLoop !== false) console.log('It would wait for the event loop')
}
process.exit(0)
