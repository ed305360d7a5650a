import t from 'tap'
import { lambdaClient } from '../../template/lua-ts/platform/lambda-client.ts'
import { lambdaRun } from '../support/lambda-run.ts'
import { engines } from '../support/lua-function.ts'
import { runtimeApi } from '../support/runtime-api.ts'

t.test('lambdaClient() L15: waits for an event for longer than Node.js keeps connections', async (t) => {
  await Promise.all(engines.map(async (engine) => {
    const run = await lambdaRun(t, 'return function(event) return event end', { engine, invocations: [{ event: 1 }], delayMs: 6500 })
    t.equal(run.last(), 1, `on ${engine}`)
  }))
})

t.test('lambdaClient() keeps one connection for all that it asks', async (t) => {
  const run = await lambdaRun(t, 'return function(event) return event end', { invocations: [1, 2, 3, 4].map((event) => ({ event })) })
  t.same(run.posts.map(({ socket }) => socket), [0, 0, 0, 0])
})

t.test('lambdaClient() refuses an event without an id, and names a connection that fails', async (t) => {
  const server = await runtimeApi(t, { invocations: [{ event: 1, id: '' }] })
  const client = lambdaClient(server.api)
  await t.rejects(client.next(), { name: 'RuntimeApiError', message: /without Lambda-Runtime-Aws-Request-Id/ })
  client.close()
  server.close()
  await t.rejects(lambdaClient(server.api).next(), { name: 'RuntimeApiError', status: 0, message: /^Cannot reach the Runtime API \(GET .*ECONNREFUSED/ })
})
