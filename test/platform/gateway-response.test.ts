import t from 'tap'
import { gatewayResponse, headersAndCookies } from '../../template/lua-ts/platform/gateway-response.ts'

const headers = ['Content-Type', 'text/plain', 'Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Many', '1', 'X-Many', '2', 'Content-Length', '5']

const response = (...args: Parameters<typeof gatewayResponse>) => JSON.parse(gatewayResponse(...args).toString()) as Record<string, unknown>

t.test('gatewayResponse() answers each source in its shape', async (t) => {
  const body = Buffer.from('hell☃')
  const common = { statusCode: 201, body: 'hell☃', isBase64Encoded: false }
  t.same(response('rest', 201, headers, body), { ...common, headers: { 'Content-Type': 'text/plain' }, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'], 'X-Many': ['1', '2'] } })
  t.same(response('http', 201, headers, body), { ...common, headers: { 'Content-Type': 'text/plain', 'X-Many': '1, 2' }, cookies: ['a=1', 'b=2'] })
  t.same(response('alb', 201, headers, body), { ...common, statusDescription: '201 Created', headers: { 'Content-Type': 'text/plain', 'Set-Cookie': 'b=2', 'X-Many': '1, 2' } })
  t.same(response('alb-lists', 201, headers, body), {
    ...common,
    statusDescription: '201 Created',
    multiValueHeaders: { 'Content-Type': ['text/plain'], 'Set-Cookie': ['a=1', 'b=2'], 'X-Many': ['1', '2'] },
  })
  t.equal(response('alb', 599, [], body)['statusDescription'], '599 Unknown')
})

t.test('gatewayResponse() sends bytes that are not UTF-8 as base64', async (t) => {
  const bytes = Buffer.from([0, 255, 10])
  t.match(response('http', 200, [], bytes), { body: bytes.toString('base64'), isBase64Encoded: true })
  t.match(response('http', 204, [], Buffer.alloc(0)), { body: '', isBase64Encoded: false })
})

t.test('headersAndCookies() reads values as UTF-8 where they are, else as Latin-1', async (t) => {
  t.same(headersAndCookies(['X-A', Buffer.from('é').toString('latin1'), 'X-B', '\xe9']), { headers: { 'X-A': 'é', 'X-B': 'é' } })
})
