import t from 'tap'
import { echo, eventually, served } from './served.ts'
import { exchange, get, wire } from './wire.ts'

const line = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4)

t.test('requestListener() hands on method, path and query as they were sent', async (t) => {
  const { port, access } = await served(t, echo)
  const targets = ['/a/b?x=1&y=%20', '//double//slash', '/a/./b/../c', '/a%2Fb/../c', '/?', '/%ff', '/debug/vars']
  for (const target of targets) {
    const [path, query = ''] = target.split('?')
    t.equal(line(await get(port, target)), `GET ${path} ?${query} 0\n`)
  }
  t.equal(access.length, targets.length)
})

t.test('requestListener() hands on any method', async (t) => {
  const { port } = await served(t, echo)
  for (const method of ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY']) {
    const text = await exchange(port, `${method} /m HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    t.equal(line(text), `${method} /m ? 0\n`)
  }
})

t.test('requestListener() takes a target with scheme and authority', async (t) => {
  const { port } = await served(t, echo)
  t.equal(line(await get(port, 'http://foo/bar?x')), 'GET /bar ?x 0\n')
})

t.test('requestListener() answers OPTIONS * by itself, uncounted', async (t) => {
  const { port, access } = await served(t, echo)
  const text = await exchange(port, 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.match(text, /^HTTP\/1\.1 200 OK\r\nContent-Length: 0\r\n/)
  t.same(access, [])
})

t.test('startCall() answers pipelined requests in their order', async (t) => {
  const slow = Promise.withResolvers<void>()
  const { port, access } = await served(t, async (call) => {
    if (call.event.path === '/1') await slow.promise
    await echo(call)
  })
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`
  const client = wire(port, request('/1') + request('/2') + request('/3'))
  await new Promise((resolve) => setTimeout(resolve, 30))
  t.equal(client.text, '')
  slow.resolve()
  t.match(await client.read(/\/3 \? 0\n$/), /GET \/1[^]*GET \/2[^]*GET \/3/)
  client.socket.destroy()
  await eventually('the access lines', () => access.length === 3)
})

t.test('startCall() tells the handler when its client goes away', async (t) => {
  const reasons: unknown[] = []
  const { port, access, lines, metrics } = await served(
    t,
    (call) =>
      new Promise((_resolve, reject) => {
        call.onAbort(() => {
          reasons.push(call.abortReason)
          reject(new Error('stopped'))
        })
      }),
    { max_inflight: '1' },
  )
  for (const leave of ['end', 'resetAndDestroy'] as const) {
    const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await eventually('the call', () => metrics.inFlight === 1)
    client.socket[leave]()
    await eventually('the call’s end', () => metrics.inFlight === 0)
  }
  t.same(reasons, ['the client went away', 'the client went away'])
  t.match(access, [{ status: 0 }, { status: 0 }])
  t.match(lines.at(-1), /stopped/)
  t.notMatch(lines.join('\n'), /429|limit/, 'and its slot is free again')
})

t.test('startCall() drops a body that nobody read, and serves the next request', async (t) => {
  const { port } = await served(t, async ({ event, reply }) => reply.send(200, [], Buffer.from(event.path)))
  const body = Buffer.alloc(5_000_000)
  const client = wire(port, `POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`)
  await client.read(/\/first$/)
  client.send(body)
  client.send('GET /second HTTP/1.1\r\nHost: a\r\n\r\n')
  await client.read(/\/second$/)
  client.socket.destroy()
})

t.test('startCall() drops the rest of a body that was read in part', async (t) => {
  const { port } = await served(t, async ({ event, reply }) => {
    await event.body.read()
    reply.send(200, [], Buffer.from(event.path))
  })
  const body = Buffer.alloc(5_000_000)
  const client = wire(port, `POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n`)
  client.send(body)
  await client.read(/\/first/)
  client.send('GET /second HTTP/1.1\r\nHost: a\r\n\r\n')
  await client.read(/\/second$/)
  client.socket.destroy()
})

t.test('startCall() closes the connection when an unread body does not come', async (t) => {
  const { port } = await served(t, async ({ reply }) => reply.send(200, [], Buffer.from('ok')))
  const { text } = await wire(port, 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n').end()
  t.match(text, /ok$/)
})

t.test('startCall() gets its answer through to a client that closes and still sends', async (t) => {
  const { port } = await served(t, async ({ reply }) => reply.send(413, [], Buffer.from('too much')))
  const body = Buffer.alloc(20_000_000)
  const head = `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n`
  const client = wire(port, head)
  client.send(body)
  t.match(await client.end(), { text: /too much$/, ending: 'closed' })
})
