import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerJson } from './answer-json.ts'
import { answerText } from './answer-text.ts'
import type { FunctionLog } from '../functions/function-log.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { FunctionSet } from '../functions/function-set.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'
import { readBody } from './read-body.ts'
import { answerLogs } from './system-logs.ts'
import { answerSecrets } from './system-secrets.ts'

export interface SystemApiOptions {
  readonly functions: Pick<FunctionSet, 'all' | 'find'>
  readonly log: FunctionLog
  readonly metrics: Pick<GatewayMetrics, 'invocations'>
  /** Folder with one file per secret. */
  readonly secretsDir: string
  readonly version: string
}

/** Answers a request to `/system/…`. */
export type SystemApi = (req: IncomingMessage, res: ServerResponse) => Promise<void>

interface SystemRequest {
  readonly req: IncomingMessage
  readonly res: ServerResponse
  readonly query: URLSearchParams
  /** What stands after the route's own path. */
  readonly name: string
  /** The parsed JSON body. */
  readonly body: unknown
}

const usualNamespace = 'openfaas-fn'
const maxBodyBytes = 1024 * 1024
const maxReplicas = 20

const isIn = ({ fn }: FunctionPool, namespace: string): boolean => namespace === '' || (fn.namespace ?? namespace) === namespace

const statusOf = (pool: FunctionPool, asked: string, invocationCount: number) => {
  const { fn } = pool
  return {
    name: fn.name,
    image: fn.image ?? `${fn.name}:latest`,
    namespace: fn.namespace ?? (asked || usualNamespace),
    envProcess: 'node index.js',
    envVars: fn.environment,
    labels: fn.labels,
    annotations: fn.annotations,
    secrets: fn.secrets,
    invocationCount,
    replicas: pool.replicas(),
    availableReplicas: pool.available(),
    createdAt: new Date(pool.createdMs).toISOString(),
  }
}

const platformArch: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' }

const routesOf = ({ functions, log, metrics, secretsDir, version }: SystemApiOptions) => {
  const status = (pool: FunctionPool, asked: string) => statusOf(pool, asked, metrics.invocations(pool.name))
  const named = ({ res, name, query }: SystemRequest): FunctionPool | undefined => {
    const pool = functions.find(name)
    if (pool !== undefined && isIn(pool, query.get('namespace') ?? '')) return pool
    answerText(res, 404, `No function "${name}": there is ${functions.all().map(known => known.name).join(', ')}\n`)
    return undefined
  }
  const list = ({ res, query }: SystemRequest): void => {
    const namespace = query.get('namespace') ?? ''
    answerJson(res, 200, functions.all().filter(pool => isIn(pool, namespace)).map(pool => status(pool, namespace)))
  }
  const describe = (request: SystemRequest): void => {
    const pool = named(request)
    if (pool !== undefined) answerJson(request.res, 200, status(pool, request.query.get('namespace') ?? ''))
  }
  const scale = (request: SystemRequest): void => {
    const pool = named(request)
    if (pool === undefined) return
    const { replicas } = (request.body ?? {}) as { replicas?: unknown }
    const fits = typeof replicas === 'number' && Number.isInteger(replicas) && replicas >= 0 && replicas <= maxReplicas
    if (!fits) return answerText(request.res, 400, `"replicas" must be 0 to ${maxReplicas}\n`)
    pool.scale(replicas)
    request.res.writeHead(202, { 'Content-Length': 0 }).end()
  }
  const namespaces = ({ res }: SystemRequest): void =>
    answerJson(res, 200, [...new Set(functions.all().map(({ fn }) => fn.namespace ?? usualNamespace))].sort())
  const info = ({ res }: SystemRequest): void => {
    const release = { release: version, sha: '' }
    const provider = { provider: 'lua-ts', version: release, orchestration: 'local' }
    answerJson(res, 200, { provider, version: release, arch: platformArch[process.arch] ?? process.arch })
  }
  const refuseDeploy = ({ res }: SystemRequest): void =>
    answerText(res, 501, 'Functions are deployed here by their entry in the stack file: change it, and it is read again\n')
  const secrets = ({ req, res, body, query }: SystemRequest): void => answerSecrets(req, res, body, secretsDir, query.get('namespace') || usualNamespace)
  const logs = ({ res, query }: SystemRequest): void => answerLogs(res, query, log, query.get('namespace') || usualNamespace)
  return [
    ['/system/functions', { GET: list, POST: refuseDeploy, PUT: refuseDeploy, DELETE: refuseDeploy }],
    ['/system/function/', { GET: describe }],
    ['/system/scale-function/', { POST: scale }],
    ['/system/namespaces', { GET: namespaces }],
    ['/system/info', { GET: info }],
    ['/system/secrets', { GET: secrets, POST: secrets, PUT: secrets, DELETE: secrets }],
    ['/system/logs', { GET: logs }],
  ] as const satisfies readonly (readonly [string, Readonly<Record<string, (request: SystemRequest) => void>>])[]
}

const parseJson = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString()) as unknown
  } catch {
    return undefined
  }
}

/** The part of OpenFaaS's management API that concerns running functions, as faas-cli uses it. */
export const systemApi = (options: SystemApiOptions): SystemApi => {
  const routes = routesOf(options)
  return async (req, res) => {
    const { pathname, searchParams: query } = new URL(req.url ?? '/', 'http://gateway')
    const [path, methods] = routes.find(([known]) => (known.endsWith('/') ? pathname.startsWith(known) : pathname === known)) ?? []
    if (path === undefined || methods === undefined) return answerText(res, 404, `Nothing at ${pathname}\n`)
    const answer = (methods as Readonly<Record<string, ((request: SystemRequest) => void) | undefined>>)[req.method ?? '']
    if (answer === undefined) return answerText(res, 405, `Not with ${req.method}\n`, { Allow: Object.keys(methods).join(', ') })
    const bytes = await readBody(req, maxBodyBytes)
    if (bytes === undefined) return answerText(res, 413, `Bodies may have ${maxBodyBytes} bytes\n`)
    const body = parseJson(bytes)
    if (bytes.length > 0 && body === undefined) return answerText(res, 400, 'The body is not JSON\n')
    answer({ req, res, query, name: pathname.slice(path.length), body })
  }
}
