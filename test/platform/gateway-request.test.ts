import t from 'tap'
import type { RawHeaders } from '../../template/lua-ts/host/call.ts'
import { gatewayRequest } from '../../template/lua-ts/platform/gateway-request.ts'
import { eventNames, eventText } from '../events/load-event.ts'
import { lambdaRun } from '../support/lambda-run.ts'
import { engines } from '../support/lua-function.ts'

const requestIn = (event: string | object) => {
  const found = gatewayRequest(Buffer.from(typeof event === 'string' ? eventText(event) : JSON.stringify(event)))
  if (!found) return undefined
  const { kind, event: { method, path, query, headers, body } } = found
  const bytes = body.read() as Uint8Array | undefined
  return { kind, method, path, query, headers, body: Buffer.from(bytes ?? []).toString() }
}

const values = (headers: RawHeaders, name: string) => headers.filter((_, i) => i % 2 === 1 && headers[i - 1]!.toLowerCase() === name)

t.test('gatewayRequest() reads API Gateway\'s REST events', async (t) => {
  const found = requestIn('apigateway-v1')!
  t.match(found, { kind: 'rest', method: 'POST', path: '/users/42', query: 'tag=a&tag=b&q=a%20b%26c', body: '{"name":"Ada"}' })
  t.same(values(found.headers, 'accept'), ['application/json', 'text/plain'])
})

t.test('gatewayRequest() reads events of HTTP APIs and function URLs', async (t) => {
  const found = requestIn('apigateway-v2')!
  t.match(found, { kind: 'http', method: 'POST', path: '/users/42', query: 'tag=a&tag=b&q=a%20b%26c', body: '{"name":"Ada"}' })
  t.same(values(found.headers, 'cookie'), ['session=s1; theme=dark'])
  t.match(requestIn('function-url'), { kind: 'http', method: 'GET', path: '/hello', query: 'name=Ada', body: '' })
})

t.test('gatewayRequest() leaves a path alone that only looks like a stage', async (t) => {
  const event = (rawPath: string, domainName: string, stage = 'prod') => ({ version: '2.0', rawPath, requestContext: { stage, domainName, http: { method: 'GET' } } })
  t.equal(requestIn(event('/prod', 'a.execute-api.eu-central-1.amazonaws.com'))!.path, '/')
  t.equal(requestIn(event('/products', 'a.execute-api.eu-central-1.amazonaws.com'))!.path, '/products')
  t.equal(requestIn(event('/prod/a', 'api.example.com'))!.path, '/prod/a')
  t.equal(requestIn(event('/$default/a', 'a.execute-api.eu-central-1.amazonaws.com', '$default'))!.path, '/$default/a')
  t.equal(requestIn(event('/a b/ä', 'api.example.com'))!.path, '/a%20b/%C3%A4')
})

t.test('gatewayRequest() reads events of load balancers', async (t) => {
  t.match(requestIn('alb'), { kind: 'alb', method: 'GET', path: '/hello', query: 'name=Ada%20L', body: '' })
  const found = requestIn('alb-multi-value')!
  t.match(found, { kind: 'alb-lists', query: 'name=Ada%20L&tag=a&tag=b' })
  t.same(values(found.headers, 'accept'), ['text/html', 'text/plain'])
})

t.test('gatewayRequest() gives header values as the bytes that they are', async (t) => {
  const found = requestIn({ httpMethod: 'GET', path: '/', headers: { 'X-A': 'é☃' }, requestContext: {} })!
  t.equal(Buffer.from(found.headers[1]!, 'latin1').toString(), 'é☃')
})

t.test('gatewayRequest() takes nothing else for a request', async (t) => {
  for (const name of eventNames) {
    if (/apigateway|alb|function-url|cron/.test(name)) t.ok(requestIn(name), name)
    else t.equal(requestIn(name), undefined, name)
  }
  t.equal(requestIn({ type: 'REQUEST', methodArn: 'arn', httpMethod: 'GET', path: '/', requestContext: {} }), undefined, 'an authorizer')
  t.equal(requestIn({ version: '2.0', type: 'REQUEST', routeArn: 'arn', requestContext: { http: { method: 'GET' } } }), undefined)
  t.equal(requestIn({ requestContext: { connectionId: 'c', routeKey: '$default' }, body: 'x' }), undefined, 'a message of a WebSocket')
  t.equal(requestIn({ httpMethod: 'GET', requestContext: 'no' }), undefined)
  t.equal(gatewayRequest(Buffer.from('{"requestContext":')), undefined)
  t.equal(gatewayRequest(Buffer.from('"requestContext"')), undefined)
})

for (const engine of engines) {
  t.test(`lambda() L17: gives the handler each source's event field for field on ${engine}`, async (t) => {
    const names = eventNames.filter((name) => !/apigateway|alb|function-url|cron/.test(name))
    const run = await lambdaRun(t, 'return function(event) return event end', { engine, invocations: names.map((name) => ({ event: null, text: eventText(name) })) })
    names.forEach((name, i) => t.same(JSON.parse(run.posts[i]!.body.toString()), JSON.parse(eventText(name)), name))
  })

  t.test(`lambda() L17: gives the handler the same request from every gateway on ${engine}`, async (t) => {
    const names = ['apigateway-v1', 'apigateway-v2']
    const handler = `return function(event)
  return { event.method, event.path, event.query.q, event.multiValueQueryStringParameters.tag, event.headers["content-type"], event.body, event.name,
    event:json().name, event.isBase64Encoded, event.pathParameters.id, event.requestContext.stage, tostring(event.stageVariables), tostring(event.version) }
end`
    const run = await lambdaRun(t, handler, { engine, invocations: names.map((name) => ({ event: null, text: eventText(name) })) })
    for (const { body } of run.posts) {
      const response = JSON.parse(body.toString()) as { statusCode: number; body: string }
      t.equal(response.statusCode, 200)
      t.same(JSON.parse(response.body), ['POST', '/users/42', 'a b&c', ['a', 'b'], 'application/json', '{"name":"Ada"}', 'Ada', 'Ada', false, '42', 'prod', 'nil', 'nil'])
    }
  })

  t.test(`lambda() answers a failed batch as its source reads it on ${engine}`, async (t) => {
    const run = await lambdaRun(t, `local json = require "json"
return function(event)
  local failed = {}
  for _, record in ipairs(event.Records) do
    if not pcall(json.decode, record.body) then failed[#failed + 1] = { itemIdentifier = record.messageId } end
  end
  return { batchItemFailures = failed }
end`, { engine, invocations: [{ event: null, text: eventText('sqs') }, { event: { Records: [] } }] })
    t.same(run.posts.map(({ body }) => body.toString()), ['{"batchItemFailures":[{"itemIdentifier":"m-2"}]}', '{"batchItemFailures":[]}'])
  })
}
