import t from 'tap'
import type { Body, Invoke } from '../../template/lua-ts/host/call.ts'
import { echo, eventually, served } from './served.ts'
import { exchange, wire } from './wire.ts'

const post = (body: string, ...headers: string[]) =>
  ['POST /p HTTP/1.1', 'Host: a', 'Connection: close', ...headers, '', body].join('\r\n')

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4)

t.test('read() brings every byte of a body, and its length', async (t) => {
  const { port } = await served(t, echo)
  const sent = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('')
  const client = wire(port, Buffer.from(post(sent, 'Content-Length: 256'), 'latin1'))
  t.equal(bodyOf((await client.end()).text), `POST /p ? 256\n${sent}`)
})

t.test('read() brings a chunked body, whose length is unknown', async (t) => {
  const { port } = await served(t, echo)
  const text = await exchange(port, post('3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n', 'Transfer-Encoding: chunked'))
  t.equal(bodyOf(text), 'POST /p ? undefined\nabcde')
})

t.test('read() ends at once when there is no body', async (t) => {
  const { port } = await served(t, async ({ event, reply }) => {
    t.equal(event.body.length, 0)
    t.equal(event.body.read(), undefined)
    reply.send(200, [], Buffer.from('ok'))
  })
  t.equal(bodyOf(await exchange(port, post('', 'Content-Length: 0'))), 'ok')
  t.equal(bodyOf(await exchange(port, 'POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')), 'ok')
})

t.test('read() needs no promise when the body came with its head', async (t) => {
  const { port } = await served(t, async ({ event, reply }) => {
    const first = event.body.read()
    t.notOk(first instanceof Promise)
    t.equal(String(first), 'hello')
    t.equal(event.body.read(), undefined)
    t.equal(event.body.read(), undefined, 'and goes on saying so')
    reply.send(200, [], Buffer.from('ok'))
  })
  t.equal(bodyOf(await exchange(port, post('hello', 'Content-Length: 5'))), 'ok')
})

t.test('read() hands out pieces as they come, while the answer is under way', async (t) => {
  const { port } = await served(t, async ({ event, reply }) => {
    reply.head(200, [])
    for (let piece = await event.body.read(); piece !== undefined; piece = await event.body.read()) await reply.write(piece)
    reply.end()
  })
  const client = wire(port, 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n')
  await client.read(/3\r\none\r\n$/)
  client.send('3\r\ntwo\r\n')
  await client.read(/3\r\ntwo\r\n$/)
  client.send('0\r\n\r\n')
  await client.read(/0\r\n\r\n$/)
  client.socket.destroy()
})

t.test('read() takes no more from the socket than is asked for', async (t) => {
  const total = 50 * 1024 * 1024
  let body: Body | undefined
  const gate = Promise.withResolvers<void>()
  let bytes = 0
  const { port } = await served(t, async ({ event, reply }) => {
    body = event.body
    await body.read()
    await gate.promise
    for (let piece = await body.read(); piece !== undefined; piece = await body.read()) bytes += piece.length
    reply.send(200, [], Buffer.from('done'))
  })
  const client = wire(port, post('', `Content-Length: ${total}`))
  client.socket.write(Buffer.alloc(total))
  await eventually('the body', () => body !== undefined)
  let before = -1
  let still = 0
  await eventually('the sender to stop', () => {
    still = client.socket.bytesWritten - client.socket.writableLength === before ? still + 1 : 0
    before = client.socket.bytesWritten - client.socket.writableLength
    return still > 10
  })
  t.ok(client.socket.writableLength > total / 2, 'most of it waits at the client')
  gate.resolve()
  t.equal(bodyOf((await client.end()).text), 'done')
  t.ok(bytes > total - 1024 * 1024)
})

t.test('read() rejects when the client goes away in the middle', async (t) => {
  let failure: unknown
  let again: unknown
  const { port, access, lines } = await served(t, async ({ event }) => {
    try {
      for (;;) await event.body.read()
    } catch (error) {
      failure = error
      again = await Promise.resolve(event.body.read()).catch((error: unknown) => error)
      throw error
    }
  })
  const client = wire(port, post('hel', 'Content-Length: 5'))
  await new Promise((resolve) => setTimeout(resolve, 50))
  client.socket.destroy()
  await eventually('the access line', () => access.length === 1)
  t.match(failure, { name: 'AbortedError', message: 'the client went away' })
  t.equal(again, failure)
  t.match(lines.at(-1), 'Call aborted: the client went away')
  t.match(access, [{ status: 0, bytes: 0 }])
})

const expecting = 'Expect: 100-continue'

t.test('read() invites the body of those who wait, when it is first wanted', async (t) => {
  const gate = Promise.withResolvers<void>()
  const late: Invoke = async (call) => {
    await gate.promise
    await echo(call)
  }
  const { port } = await served(t, late)
  const client = wire(port, post('', 'Content-Length: 5', expecting))
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.equal(client.text, '')
  gate.resolve()
  await client.read(/^HTTP\/1\.1 100 Continue\r\n\r\n$/)
  client.send('hello')
  t.match((await client.end()).text, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK[^]*POST \/p \? 5\nhello$/)
})

t.test('read() invites nobody when the handler never reads, and the connection closes', async (t) => {
  const { port } = await served(t, async ({ reply }) => reply.send(413, [], Buffer.from('no')))
  const client = wire(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n${expecting}\r\n\r\n`)
  const { text } = await client.end()
  t.match(text, /^HTTP\/1\.1 413 [^]*Connection: close\r\n[^]*no$/)
})

t.test('read() leaves the invitation out when the head of the answer has gone before', async (t) => {
  const { port } = await served(t, async ({ event, reply }) => {
    reply.head(200, [])
    await reply.write((await event.body.read()) as Uint8Array)
    reply.end()
  })
  const client = wire(port, post('', 'Content-Length: 5', expecting))
  await client.read(/\r\n\r\n$/)
  client.send('hello')
  t.notMatch((await client.end()).text, /100 Continue/)
})
