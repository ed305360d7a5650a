import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import t from 'tap'
import type { Test } from 'tap'
import { forwarder } from '../../../src/gateway/forwarder.ts'
import { listening, raw } from '../fixtures/listening.ts'

/** A host and a gateway that only forwards to it; resolves to the gateway's port. */
const forwarding = async (t: Test, host: RequestListener, target = '/'): Promise<number> => {
  const hostPort = await listening(t, host)
  const { forward, close } = forwarder('test')
  t.teardown(close)
  return listening(t, (req, res) => forward(req, res, { name: 'hello', port: hostPort, target }))
}

const call = async (port: number, method = 'GET'): Promise<IncomingMessage> => {
  const req = request({ port, method, agent: false }).end()
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  return res
}

const body = async (req: IncomingMessage): Promise<string> => {
  let text = ''
  for await (const chunk of req) text += String(chunk)
  return text
}

t.test('forward() sends the path as it is, and the host\'s own name', async t => {
  const seen: (string | undefined)[] = []
  const port = await forwarding(t, (req, res) => void res.end(void seen.push(req.url, req.headers.host)), '/a//b/../c%2F?x=//&y=http://z?')
  await (await fetch(`http://127.0.0.1:${port}`)).text()
  t.equal(seen[0], '/a//b/../c%2F?x=//&y=http://z?')
  t.match(seen[1], /^127\.0\.0\.1:\d+$/)
  t.not(seen[1], `127.0.0.1:${port}`)
})

t.test('forward() sends the path as it is, though somebody else reads the body too', async t => {
  const hostPort = await listening(t, (req, res) => void res.end(`${req.method} ${req.url}`))
  const { forward, close } = forwarder('test')
  t.teardown(close)
  const port = await listening(t, (req, res) => forward(req.on('data', () => {}), res, { name: 'hello', port: hostPort, target: '/a//b?x=1' }))
  const { text } = await raw(port, 'POST /other HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi')
  t.match(text, /POST \/a\/\/b\?x=1$/)
})

t.test('forward() keeps repeated headers in both directions', async t => {
  const port = await forwarding(t, (req, res) => void res.writeHead(200, ['Set-Cookie', 'a', 'Set-Cookie', 'b', 'X-Out', '1', 'X-Out', '2']).end(JSON.stringify(req.rawHeaders)))
  const { text } = await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-In: 1\r\nX-In: 2\r\nCookie: a=1\r\nCookie: b=2\r\nConnection: close\r\n\r\n')
  t.match(text, 'Set-Cookie: a\r\nSet-Cookie: b\r\nX-Out: 1\r\nX-Out: 2\r\n')
  t.match(text, /"x-in","1","x-in","2"/i)
  t.match(text, /"cookie","a=1; b=2"/i)
})

t.test('forward() keeps connections to the host', async t => {
  const sockets = new Set<unknown>()
  const port = await forwarding(t, (req, res) => void res.end(void sockets.add(req.socket)))
  for (let i = 0; i < 5; i++) await (await fetch(`http://127.0.0.1:${port}`)).text()
  t.equal(sockets.size, 1)
})

t.test('forward() passes every method and its body, chunked or with a length', async t => {
  const port = await forwarding(t, async (req, res) => res.end(`${req.method} ${req.headers['content-length'] ?? req.headers['transfer-encoding']} ${await body(req)}`))
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND']) {
    const head = `${method} / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n`
    t.match((await raw(port, `${head}Content-Length: 2\r\n\r\nhi`)).text, `${method} 2 hi`)
    t.match((await raw(port, `${head}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`)).text, `${method} chunked hi`)
  }
})

t.test('forward() answers 100-continue once', async t => {
  const port = await forwarding(t, async (req, res) => res.end(`${req.headers.expect} ${await body(req)}`))
  const { text } = await raw(port, 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nhi')
  t.equal(text.split('HTTP/1.1 100 Continue').length, 2)
  t.match(text, 'undefined hi')
})

t.test('forward() sends the head before the body begins, and each piece at once', async t => {
  let next = (): void => {}
  const port = await forwarding(t, (_req, res) => {
    res.flushHeaders()
    const pieces = ['one', 'two']
    next = () => {
      const piece = pieces.shift()
      if (piece === undefined) res.end()
      else res.write(piece)
    }
  })
  const res = await call(port)
  for (const piece of ['one', 'two']) {
    next()
    const [chunk] = await once(res, 'data')
    t.equal(String(chunk), piece)
  }
  next()
  await once(res, 'end')
})

t.test('forward() tells the host when the client goes away', async t => {
  let gone = (): void => {}
  const aborted = new Promise<void>(resolve => (gone = resolve))
  const port = await forwarding(t, (_req, res) => void res.once('close', gone).write('waiting'))
  const res = await call(port)
  await once(res, 'data')
  res.destroy()
  await aborted

  let received = (): void => {}
  const arrived = new Promise<void>(resolve => (received = resolve))
  const silent = new Promise<void>(resolve => (gone = resolve))
  const silentPort = await forwarding(t, (_req, response) => {
    response.once('close', () => gone())
    received()
  })
  const req = request({ port: silentPort, agent: false }).end()
  req.on('error', () => {})
  await arrived
  req.destroy()
  await silent
  t.pass('before and after the head')
})

t.test('forward() resets the client when the host breaks off', async t => {
  const port = await forwarding(t, (_req, res) => void res.write('half', () => res.destroy()))
  t.match(await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'), { text: /half\r\n$/, error: 'ECONNRESET' })
  t.match(await raw(port, 'GET / HTTP/1.0\r\n\r\n'), { text: /half$/, error: 'ECONNRESET' })
})

t.test('forward() answers 502 when the host ends the connection without an answer', async t => {
  const port = await forwarding(t, (_req, res) => void res.destroy())
  const res = await fetch(`http://127.0.0.1:${port}`)
  t.equal(res.status, 502)
  t.equal(await res.text(), 'Cannot reach function "hello": socket hang up\n')
})

t.test('forward() passes an early answer on whole, though the host stops reading the request', async t => {
  const port = await forwarding(t, (req, res) => void res.writeHead(413).end('too large', () => setTimeout(() => req.socket.destroy(), 100)))
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const req = request({ port, agent, method: 'POST', headers: { 'Content-Length': 30_000_000 } })
  req.on('error', () => {})
  req.write(Buffer.alloc(10_000_000))
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  t.equal(res.statusCode, 413)
  t.equal(await body(res), 'too large')
  await new Promise(resolve => req.write(Buffer.alloc(20_000_000), resolve))
  t.pass('the rest of the request is taken and thrown away')
})

t.test('forward() answers HEAD, 204 and HTTP/1.0 without a body or chunks', async t => {
  const head = await forwarding(t, (_req, res) => void res.writeHead(200, { 'Content-Length': 5 }).end())
  t.match(await raw(head, 'HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), { text: /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: 5\r\n[^]*\r\n\r\n$/, error: undefined })
  const none = await forwarding(t, (_req, res) => void res.writeHead(204).end())
  t.match((await raw(none, 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).text, /^HTTP\/1\.1 204 No Content\r\n[^]*\r\n\r\n$/)
  const old = await forwarding(t, (_req, res) => void res.write('a', () => res.end('b')))
  t.match(await raw(old, 'GET / HTTP/1.0\r\n\r\n'), { text: /\r\n\r\nab$/, error: undefined })
})
