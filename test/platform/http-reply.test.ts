import t from 'tap'
import type { Invoke, RawHeaders } from '../../template/lua-ts/host/call.ts'
import { eventually, served } from './served.ts'
import { exchange, get, wire } from './wire.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')
const sending =
  (status: number, headers: RawHeaders, body = ''): Invoke =>
  async ({ reply }) =>
    reply.send(status, headers, bytes(body))

const head = (port: number) => exchange(port, 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')

t.test('send() writes status, headers as given, length, date and duration, and the body', async (t) => {
  const body = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('')
  const { port, access } = await served(t, sending(201, ['x-Odd', 'gr\u00fc\u00df', 'Set-Cookie', 'a', 'Set-Cookie', 'b'], body))
  const text = await get(port, '/')
  t.match(text, /^HTTP\/1\.1 201 Created\r\nx-Odd: gr\u00fc\u00df\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n/)
  t.match(text, /\r\nX-Duration-Seconds: \d+\.\d{6}\r\n/)
  t.match(text, /\r\nContent-Length: 256\r\n/)
  t.match(text, /\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\n/)
  t.notMatch(text, /X-Powered-By|Keep-Alive|Transfer-Encoding/i)
  t.ok(text.endsWith(`\r\n\r\n${body}`), 'bytes arrive as they are')
  t.match(access, [{ status: 201, bytes: 256 }])
})

for (const size of [0, 1, 4096, 4097, 3_000_000]) {
  t.test(`send() brings all of a body of ${size} bytes`, async (t) => {
    const { port, access } = await served(t, sending(200, [], 'x'.repeat(size)))
    const text = await get(port, '/')
    t.match(text, new RegExp(`Content-Length: ${size}\r\n`))
    t.equal(text.length - text.indexOf('\r\n\r\n') - 4, size)
    await eventually('the access line', () => access.length === 1)
    t.match(access, [{ status: 200, bytes: size }])
  })
}

for (const [status, size, method] of [[200, 0, 'GET'], [200, 256, 'GET'], [200, 5000, 'GET'], [200, 256, 'HEAD'], [204, 256, 'GET']] as const) {
  t.test(`sendLatin1() sends what send() does for ${method}, status ${status} and ${size} bytes`, async (t) => {
    const text = Array.from({ length: size }, (_, i) => String.fromCharCode(i % 256)).join('')
    const answers = []
    for (const invoke of [sending(status, ['x-a', 'b'], text), (async ({ reply }) => reply.sendLatin1!(status, ['x-a', 'b'], text)) as Invoke]) {
      const { port, access } = await served(t, invoke)
      const answer = await exchange(port, `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
      await eventually('the access line', () => access.length === 1)
      answers.push([answer.replace(/(Date|X-Duration-Seconds): .*/g, ''), access[0]!.status, access[0]!.bytes])
    }
    t.strictSame(answers[1], answers[0])
  })
}

t.test('send() keeps bytes of a Content-Disposition', async (t) => {
  const { port } = await served(t, sending(200, ['Content-Disposition', 'attachment; filename="\u00c3\u00a9"'], 'x'))
  t.match(await get(port, '/'), 'filename="\u00c3\u00a9"\r\n')
})

t.test('send() leaves the connection open for the next request, without a word about it', async (t) => {
  const { port } = await served(t, sending(200, [], 'hi'))
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  t.notMatch(await client.read(/hi$/), /Connection|Keep-Alive/i)
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  const { text } = await client.end()
  t.equal(text.split('HTTP/1.1 200 OK').length, 3)
  t.match(text, 'Connection: close')
})

t.test('send() answers HTTP/1.0, and keeps its connection only when asked to', async (t) => {
  const { port } = await served(t, sending(200, [], 'hi'))
  const text = await exchange(port, 'GET / HTTP/1.0\r\n\r\n')
  t.match(text, /^HTTP\/1\.1 200 OK[^]*Connection: close\r\n\r\nhi$/)
  const client = wire(port, 'GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
  t.match(await client.read(/hi$/), 'Connection: keep-alive')
  client.socket.destroy()
})

t.test('send() answers HEAD as GET without the body', async (t) => {
  const { port, access } = await served(t, sending(200, ['Content-Type', 'a/b'], 'hello'))
  const text = await head(port)
  t.match(text, /Content-Type: a\/b\r\n[^]*Content-Length: 5\r\n[^]*\r\n\r\n$/)
  t.match(access, [{ status: 200, bytes: 0 }])
})

t.test('send() lets HEAD announce what GET would bring', async (t) => {
  const { port } = await served(t, sending(200, ['Content-Length', '1234']))
  t.match(await head(port), /Content-Length: 1234\r\n[^]*\r\n\r\n$/)
})

t.test('send() has no length with 204, and keeps it with 304', async (t) => {
  const none = await served(t, sending(204, ['Content-Length', '0']))
  t.notMatch(await get(none.port, '/'), /Content-Length|Transfer-Encoding/)
  const unchanged = await served(t, sending(304, ['Content-Length', '99', 'ETag', '"a"']))
  t.match(await get(unchanged.port, '/'), /ETag: "a"\r\n[^]*Content-Length: 99\r\n[^]*\r\n\r\n$/)
})

t.test('send() drops headers of the connection, which is the host’s', async (t) => {
  const headers = ['Connection', 'close', 'Keep-Alive', 'timeout=1', 'Transfer-Encoding', 'chunked', 'Upgrade', 'x']
  const { port } = await served(t, sending(200, headers, 'hi'))
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  t.notMatch(await client.read(/hi$/), /Connection|Keep-Alive|Transfer|Upgrade/i)
  client.socket.destroy()
})

const bad: readonly (readonly [string, Invoke, RegExp])[] = [
  ['a status of 99', sending(99, []), /Cannot send status 99/],
  ['a status of 101', sending(101, []), /Cannot send status 101/],
  ['a line break in a value', sending(200, ['X-Evil', 'a\r\nSet-Cookie: b']), /Cannot send header "X-Evil: /],
  ['a length that is too long', sending(200, ['Content-Length', '9'], 'hi'), /Content-Length 9: the body has 2/],
  ['a length that is too short', sending(200, ['Content-Length', '1'], 'hi'), /Content-Length 1: the body has 2/],
  ['a body with 204', sending(204, [], 'hi'), /Cannot send a body with status 204/],
  ['a body before its head', async ({ reply }) => void reply.write(bytes('hi')), /Cannot send a body before its head/],
]

for (const [what, invoke, message] of bad) {
  t.test(`send() refuses ${what}, and the client gets a clean 500`, async (t) => {
    const { port, lines, access } = await served(t, invoke)
    const text = await get(port, '/')
    t.match(text, /^HTTP\/1\.1 500 Internal Server Error\r\nContent-Type: text\/plain; charset=utf-8\r\n/)
    t.match(text, /Content-Length: 22\r\n[^]*\r\n\r\nInternal Server Error\n$/)
    t.notMatch(text, /X-OpenFaaS-Internal|Set-Cookie/)
    t.match(lines.at(-1), message)
    t.match(access, [{ status: 500 }])
  })
}

t.test('reset() ends the connection where the answer to a pipelined request would begin', async (t) => {
  const first = Promise.withResolvers<void>()
  const { port } = await served(t, async ({ event, reply }) => {
    if (event.path === '/first') await first.promise
    reply.head(200, [])
    await reply.write(bytes(event.path))
    if (event.path === '/second') {
      setImmediate(first.resolve)
      throw new Error('broken in the middle')
    }
    reply.end()
  })
  const { text, ending } = await wire(port, 'GET /first HTTP/1.1\r\nHost: a\r\n\r\nGET /second HTTP/1.1\r\nHost: a\r\n\r\n').end()
  t.equal(ending, 'closed')
  t.match(text, /^HTTP\/1\.1 200 OK\r\n[^]*\/first\r\n0\r\n\r\n$/)
  t.notMatch(text, '/second')
})

t.test('close() frees everybody who waits for room', async (t) => {
  const freed: string[] = []
  const { port } = await served(t, async ({ reply }) => {
    reply.head(200, [])
    let room
    while (room === undefined) room = reply.write(Buffer.alloc(65_536))
    const other = reply.write(Buffer.alloc(1))
    for (const waits of [room, other]) await waits!.catch((error: Error) => void freed.push(error.name))
  })
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  client.socket.pause()
  setTimeout(() => client.socket.resetAndDestroy(), 200)
  await eventually('both to be freed', () => freed.length === 2)
  t.same(freed, ['AbortedError', 'AbortedError'])
})
