import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { managedLambdaHandler } from '../../template/lua-ts/serve/managed-lambda-handler.ts'
import type { ManagedSurroundings } from '../../template/lua-ts/serve/managed-lambda-handler.ts'
import { engines } from '../support/lua-function.ts'

const surroundings = (t: Test, handler: string, environment: Record<string, string>, more: Partial<ManagedSurroundings> = {}): ManagedSurroundings => {
  const LAMBDA_TASK_ROOT = t.testdir({ 'handler.lua': handler })
  return { environment: { LAMBDA_TASK_ROOT, _HANDLER: 'handler.handler', ...environment }, home: join(LAMBDA_TASK_ROOT, 'host'), stdout: 1, awslambda: undefined, onEnd: () => {}, ...more }
}

const context = { awsRequestId: 'id', callbackWaitsForEmptyEventLoop: true, getRemainingTimeInMillis: () => 30_000 }

for (const lua_engine of engines) {
  t.test(`managedLambdaHandler() loads a handler on ${lua_engine}`, async (t) => {
    const handler = await managedLambdaHandler(surroundings(t, 'return function(event) return { n = event.n } end', { lua_engine }))
    t.same(await (handler as (...args: unknown[]) => Promise<unknown>)({ n: 7 }, context), { n: 7 })
  })
}

t.test('managedLambdaHandler() rejects with an init error', async (t) => {
  await t.rejects(managedLambdaHandler(surroundings(t, 'return {', {})), { name: 'Runtime.UserCodeSyntaxError', message: /handler\.lua:1: / })
  await t.rejects(managedLambdaHandler(surroundings(t, 'return print', { lua_slice: 'soon' })), { name: 'Runtime.ConfigError' })
  await t.rejects(managedLambdaHandler(surroundings(t, 'return print', { _HANDLER: 'a..b' })), { name: 'Runtime.MalformedHandlerName' })
})

t.test('managedLambdaHandler() streams where it is asked to and the runtime can', async (t) => {
  const awslambda = { streamifyResponse: () => 'a streaming handler' }
  const load = (lua_response_mode: string, more: Partial<ManagedSurroundings>) => managedLambdaHandler(surroundings(t, 'return print', { lua_response_mode }, more))
  t.equal(await load('stream', { awslambda }), 'a streaming handler')
  t.type(await load('buffered', { awslambda }), 'function')
  t.type(await load('stream', {}), 'function')
})
