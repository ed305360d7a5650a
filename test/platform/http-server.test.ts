import t from 'tap'
import { httpServer } from '../../template/lua-ts/platform/http-server.ts'
import { served } from './served.ts'
import { exchange, get, wire } from './wire.ts'

t.test('httpServer() keeps idle connections longer than the gateway and the provider do', async (t) => {
  const server = httpServer({ readTimeoutMs: 30_000 })
  t.ok(server.keepAliveTimeout > 90_000)
  t.equal(server.headersTimeout, 30_000)
  t.equal(server.requestTimeout, 30_000)
})

t.test('httpServer() has no read limit when read_timeout is 0', async (t) => {
  const server = httpServer({ readTimeoutMs: 0 })
  t.equal(server.headersTimeout, 0)
  t.equal(server.requestTimeout, 0)
})

t.test('httpServer() takes headers of nearly 1 MiB, and thousands of them', async (t) => {
  const { port } = await served(t, async ({ event, reply }) =>
    reply.send(200, [], Buffer.from(`${event.headers.length} ${event.headers.join('').length}`)),
  )
  const big = await get(port, '/', `X-Big: ${'x'.repeat(1_000_000)}`)
  t.match(big, /\r\n\r\n6 1000\d\d\d$/)
  const many = await get(port, '/', ...Array.from({ length: 5000 }, (_, i) => `X-${i}: ${i}`))
  t.match(many, /\r\n\r\n10004 /)
})

t.test('httpServer() serves a request for another protocol as if it had not asked', async (t) => {
  const { port } = await served(t, async ({ reply }) => reply.send(200, [], Buffer.from('plain')))
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await client.read(/200 OK[^]*plain$/)
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.equal((await client.end()).text.split('plain').length, 3, 'and goes on with the next one')
})

t.test('httpServer() lets a handler take longer than read_timeout once the request is in', async (t) => {
  const { port } = await served(
    t,
    async ({ event, reply }) => {
      await new Promise((resolve) => setTimeout(resolve, 500))
      reply.send(200, [], Buffer.from(String(await event.body.read())))
    },
    { read_timeout: '100ms' },
  )
  const post = 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nlate'
  t.match(await exchange(port, post), /200 OK[^]*late/)
})
