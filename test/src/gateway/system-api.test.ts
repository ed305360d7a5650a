import t from 'tap'
import { functionLog } from '../../../src/functions/function-log.ts'
import type { FunctionPool } from '../../../src/functions/function-pool.ts'
import { systemApi } from '../../../src/gateway/system-api.ts'
import { listening } from '../fixtures/listening.ts'
import { stackFunction } from '../fixtures/stand-in-program.ts'

t.test('systemApi() answers what faas-cli asks for', async t => {
  const scaled: number[] = []
  const pool = (name: string, namespace?: string): FunctionPool => ({
    fn: stackFunction(name, { namespace, annotations: { topic: 'x' } }),
    name,
    createdMs: 0,
    replicas: () => 2,
    available: () => 1,
    started: Promise.resolve(true),
    lease: () => undefined,
    metricsPorts: () => [],
    scale: replicas => void scaled.push(replicas),
    reload: async () => 'done',
    stop: async () => {},
    kill: () => {},
  })
  const pools = [pool('hello'), pool('placed', 'dev')]
  const functions = { all: () => pools, find: (called: string) => pools.find(({ name }) => name === called) }
  const api = systemApi({ functions, log: functionLog(), metrics: { invocations: () => 7 }, secretsDir: t.testdir({}), version: '1.2.3' })
  const port = await listening(t, (req, res) => void api(req, res))
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}/system/${path}`, init)
  const names = async (query: string) => ((await (await ask(`functions${query}`)).json()) as { name: string }[]).map(({ name }) => name)

  t.same(await (await ask('function/hello?usage=1&namespace=')).json(), {
    name: 'hello', image: 'hello:latest', namespace: 'openfaas-fn', envProcess: 'node index.js', envVars: {}, labels: {},
    annotations: { topic: 'x' }, secrets: [], invocationCount: 7, replicas: 2, availableReplicas: 1, createdAt: '1970-01-01T00:00:00.000Z',
  })
  t.same(await names('?namespace='), ['hello', 'placed'])
  t.same(await names('?namespace=dev'), ['hello', 'placed'])
  t.same(await names('?namespace=openfaas-fn'), ['hello'])
  t.equal((await ask('function/nope')).status, 404)
  t.equal((await ask('function/placed?namespace=other')).status, 404)
  const scale = (body: string) => ask('scale-function/hello', { method: 'POST', body })
  t.equal((await scale('{"serviceName":"hello","replicas":4,"namespace":""}')).status, 202)
  t.same(scaled, [4])
  for (const body of ['{"replicas":-1}', '{"replicas":"2"}', '{}', 'nope']) t.equal((await scale(body)).status, 400, body)
  t.same(await (await ask('namespaces')).json(), ['dev', 'openfaas-fn'])
  t.match(await (await ask('info')).json(), { provider: { provider: 'lua-ts', orchestration: 'local' }, version: { release: '1.2.3' }, arch: String })
  t.same(await (await ask('secrets?namespace=')).json(), [])
  t.equal((await ask('logs?name=hello&tail=5')).headers.get('content-type'), 'application/x-ndjson')
  t.equal((await ask('functions', { method: 'PUT', body: '{}' })).status, 501)
  t.equal((await ask('info', { method: 'POST' })).status, 405)
  t.equal((await ask('other')).status, 404)
})
