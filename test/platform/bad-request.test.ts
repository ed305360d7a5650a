import { PassThrough } from 'node:stream'
import t from 'tap'
import type { Invoke } from '../../template/lua-ts/host/call.ts'
import { refuse } from '../../template/lua-ts/platform/bad-request.ts'
import { echo, eventually, served } from './served.ts'
import { exchange, wire } from './wire.ts'

const refusals: readonly (readonly [string, string, string])[] = [
  ['garbage', 'GARBAGE\r\n\r\n', '400 Bad Request'],
  ['an unknown method', 'FOO / HTTP/1.1\r\nHost: a\r\n\r\n', '400 Bad Request'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400 Bad Request'],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
  ['a bad header', 'GET / HTTP/1.1\r\nHost: a\r\nX Y: z\r\n\r\n', '400 Bad Request'],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', '400 Bad Request'],
  [
    'a length beside chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    '400 Bad Request',
  ],
  ['a head of more than 1 MiB', `GET / HTTP/1.1\r\nX: ${'x'.repeat(1_100_000)}\r\n\r\n`, '431 Request Header Fields Too Large'],
  ['CONNECT', 'CONNECT foo:80 HTTP/1.1\r\nHost: foo:80\r\n\r\n', '405 Method Not Allowed'],
  ['* for anything but OPTIONS', 'GET * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', '400 Bad Request'],
]

for (const [what, request, status] of refusals) {
  t.test(`badRequest() answers ${status} to ${what}, and the function never hears of it`, async (t) => {
    const { port, access } = await served(t, echo)
    const text = await exchange(port, request)
    t.match(text, new RegExp(`^HTTP/1\\.1 ${status}\r\n`))
    t.match(text, /Connection: close\r\n/)
    t.same(access, [])
    t.match(await exchange(port, 'GET / HTTP/1.0\r\n\r\n'), /200 OK/, 'and the server goes on')
  })
}

t.test('badRequest() answers 408, and aborts the call, when the body takes longer than read_timeout', async (t) => {
  const { port, lines, access } = await served(t, echo, { read_timeout: '200ms' })
  const { text } = await wire(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe').end()
  t.match(text, /^HTTP\/1\.1 408 Request Timeout\r\n[^]*Connection: close\r\n\r\n408 Request Timeout$/)
  await eventually('the access line', () => access.length === 1)
  t.equal(lines.at(-1), 'Call aborted: read_timeout of 200ms exceeded')
  t.match(access, [{ status: 408 }])
})

t.test('badRequest() answers 408 when the head takes longer than read_timeout', async (t) => {
  const { port, access } = await served(t, echo, { read_timeout: '200ms' })
  t.match(await exchange(port, 'GET / HTTP/1.1\r\nHos'), /^HTTP\/1\.1 408 Request Timeout\r\n/)
  t.same(access, [])
})

t.test('badRequest() resets the connection when the answer has begun', async (t) => {
  const { port } = await served(
    t,
    async ({ event, reply }) => {
      reply.head(200, [])
      for (let piece = await event.body.read(); piece !== undefined; piece = await event.body.read()) await reply.write(piece)
      reply.end()
    },
    { read_timeout: '200ms' },
  )
  const { text } = await wire(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe').end()
  t.match(text, /^HTTP\/1\.1 200 OK/)
  t.notMatch(text, /408|\r\n0\r\n/)
})

t.test('badRequest() answers 400, and aborts the call, when the body is no chunks', async (t) => {
  const { port, lines, access } = await served(t, echo)
  const request = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n'
  const client = wire(port, `${request}2\r\nab\r\n`)
  await new Promise((resolve) => setTimeout(resolve, 30))
  client.send('zz\r\n')
  t.match((await client.end()).text, /^HTTP\/1\.1 400 Bad Request\r\n/)
  await eventually('the access line', () => access.length === 1)
  t.match(lines.at(-1), /^Call aborted: bad request: Parse Error/)
  t.match(access, [{ status: 400 }])
})

/** A handler that answers with its path as soon as it is told to. */
const waiting = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const invoke: Invoke = async ({ event, reply }) => {
    await promise
    reply.send(200, [], Buffer.from(event.path))
  }
  return { invoke, go: resolve }
}

t.test('badRequest() answers whole requests before it answers the garbage behind them', async (t) => {
  const { invoke, go } = waiting()
  const { port, access } = await served(t, invoke)
  const client = wire(port, 'GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 30))
  client.send('MORE GARBAGE\r\n\r\n')
  await new Promise((resolve) => setTimeout(resolve, 30))
  go()
  const { text } = await client.end()
  t.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*\/firstHTTP\/1\.1 200 OK\r\n[^]*\/secondHTTP\/1\.1 400 Bad Request\r\n[^]*400 Bad Request$/)
  t.match(access, [{ target: '/first', status: 200 }, { target: '/second', status: 200 }])
})

t.test('badRequest() answers a whole request before the one behind it whose body is broken', async (t) => {
  const { invoke, go } = waiting()
  const { port, access } = await served(t, invoke)
  const client = wire(port, 'GET /first HTTP/1.1\r\nHost: a\r\n\r\nPOST /broken HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n')
  await new Promise((resolve) => setTimeout(resolve, 30))
  go()
  const { text } = await client.end()
  t.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*\/firstHTTP\/1\.1 400 Bad Request\r\n/)
  t.notMatch(text, '/broken')
  await eventually('the access lines', () => access.length === 2)
  t.match(access.find(({ target }) => target === '/broken'), { status: 400 })
})

t.test('badRequest() answers a whole request although the next one does not come in time', async (t) => {
  const { invoke, go } = waiting()
  const { port } = await served(t, invoke, { read_timeout: '100ms' })
  const client = wire(port, 'GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /sec')
  await new Promise((resolve) => setTimeout(resolve, 400))
  go()
  t.match((await client.end()).text, /^HTTP\/1\.1 200 OK\r\n[^]*\/firstHTTP\/1\.1 408 Request Timeout\r\n/)
})

t.test('badRequest() aborts the call when the client resets behind its garbage', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { port } = await served(t, async (call) => {
    call.onAbort(resolve)
    await promise
  })
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\r\n\r\n')
  await new Promise((done) => setTimeout(done, 30))
  client.socket.resetAndDestroy()
  await promise
  t.match(await exchange(port, 'GET /_/health HTTP/1.0\r\n\r\n'), /200 OK/)
})

t.test('badRequest() says nothing to a client that left before its head was whole', async (t) => {
  const { port } = await served(t, echo)
  const client = wire(port, 'GET / HTTP/1.1\r\nHos')
  client.socket.end()
  t.same(await client.end(), { text: '', ending: 'closed' })
})

t.test('refuse() survives a client that resets the connection while it is refused', async (t) => {
  const { port } = await served(t, echo)
  for (let round = 0; round < 20; round++) {
    const client = wire(port, `CONNECT foo:80 HTTP/1.1\r\nHost: foo:80\r\n\r\n${'x'.repeat(round * 5000)}`)
    if (round % 2 === 0) await client.read(/405/)
    client.socket.resetAndDestroy()
  }
  t.match(await exchange(port, 'GET / HTTP/1.0\r\n\r\n'), /200 OK/)
})

t.test('refuse() leaves a socket alone that can’t be written any more, and listens for the errors of others', async (t) => {
  const socket = new PassThrough()
  refuse(socket, 405)
  t.match(String(socket.read()), /^HTTP\/1\.1 405 Method Not Allowed\r\n[^]*405 Method Not Allowed$/)
  socket.emit('error', new Error('reset'))
  t.ok(socket.destroyed)
  t.doesNotThrow(() => refuse(socket, 405))
})
