import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import t from 'tap'
import { gatewayHeaders, requestHeaders, responseHeaders } from '../../../src/gateway/gateway-headers.ts'

const message = (headers: Record<string, string | string[]>, rawHeaders: string[] = []): IncomingMessage => {
  const socket = new Socket()
  Object.defineProperties(socket, { remoteAddress: { value: '127.0.0.1' }, remotePort: { value: 4321 } })
  return Object.assign(new IncomingMessage(socket), { headers, rawHeaders })
}

t.test('gatewayHeaders() adds what is absent', async t => {
  const before = Date.now()
  const { request, response } = gatewayHeaders(message({ host: 'gw:8080' }), 'lua-ts/1')
  t.match(request['X-Call-Id'], /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.match(request, { 'X-Forwarded-For': '127.0.0.1:4321', 'X-Forwarded-Host': 'gw:8080' })
  const [startTime] = [request['X-Start-Time']].flat()
  t.match(startTime, /^\d{19}$/)
  t.ok(Math.abs(Number(startTime) / 1e6 - before) < 5_000, 'it counts nanoseconds since 1970')
  t.same(response, ['X-Call-Id', request['X-Call-Id'], 'X-Start-Time', startTime, 'X-Served-By', 'lua-ts/1'])
})

t.test('gatewayHeaders() keeps what is there', async t => {
  const { request, response } = gatewayHeaders(message({ host: 'gw', 'x-call-id': 'mine', 'x-forwarded-for': '9.9.9.9', 'x-forwarded-host': 'outer', 'x-start-time': '1' }), 's')
  t.same(Object.keys(request), ['X-Start-Time'])
  t.match(request['X-Start-Time'], ['1', /^\d{19}$/])
  t.notOk(response.includes('X-Call-Id'), 'only a generated id is told')
})

t.test('requestHeaders() leaves out what concerns the connection', async t => {
  const headers = {
    connection: 'keep-alive, X-Private, Content-Length',
    'x-private': '1',
    'keep-alive': '1',
    te: 'trailers',
    upgrade: 'h2c',
    trailer: 'x',
    expect: '100-continue',
    'proxy-authorization': 'x',
    'content-length': '3',
    'x-public': '1',
  }
  t.same(requestHeaders(message(headers)), { 'content-length': '3', 'x-public': '1' })
})

t.test('requestHeaders() gives every value of what came more than once and is still there', async t => {
  const raws = ['X-Twice', '1', 'X-Twice', '2', 'X-Once', '1', 'TE', 'a', 'TE', 'b']
  const req = message({ 'x-twice': '1, 2', 'x-once': '1', te: 'a, b' }, raws)
  Object.defineProperty(req, 'headersDistinct', { value: { 'x-twice': ['1', '2'], 'x-once': ['1'], te: ['a', 'b'] } })
  t.same(requestHeaders(req), { 'x-twice': ['1', '2'], 'x-once': '1' })
})

t.test('responseHeaders() keeps order, case and repetition, and replaces by what is added', async t => {
  const raws = ['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'Connection', 'close, X-Hop', 'X-Hop', '1', 'Transfer-Encoding', 'chunked', 'x-served-by', 'host', 'X-Last', 'Connection']
  t.same(responseHeaders({ rawHeaders: raws }, ['X-Served-By', 'me']), ['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'X-Last', 'Connection', 'X-Served-By', 'me'])
})
