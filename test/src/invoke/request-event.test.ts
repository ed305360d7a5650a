import t from 'tap'
import { collect } from '../../../template/lua-ts/host/body.ts'
import { gatewayRequest } from '../../../template/lua-ts/platform/gateway-request.ts'
import { requestEvent } from '../../../src/invoke/request-event.ts'

t.test('requestEvent() is the same request to a reader of API Gateway\'s events', async t => {
  const request = { method: 'PUT', path: '/a%20b/%C3%BC', query: 'x=1&x=2', headers: ['X-One', '1', 'x-one', '2', 'Host', 'h'], body: Buffer.from([0, 255, 128]) }
  const { text, request: same } = requestEvent(request)
  t.equal(same, request)
  const read = gatewayRequest(Buffer.from(text))
  if (!read) throw new Error('No request')
  t.match(read.event, { method: 'PUT', path: '/a%20b/%C3%BC', query: 'x=1&x=2' })
  t.same(Buffer.from(await collect(read.event.body, Infinity)), request.body)
  t.match(read.event.headers.join(), 'x-one,1,2')
})

t.test('requestEvent() has no body when there is none', async t => {
  const event = JSON.parse(requestEvent({ method: 'GET', path: '/', query: '', headers: [], body: Buffer.alloc(0) }).text) as object
  t.notOk('body' in event)
  t.match(event, { isBase64Encoded: false })
})
