import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { httpConnection } from '../../template/lua-ts/platform/http-connection.ts'

const ok = (body: string, headers = '') => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${headers}\r\n${body}`

/** A server that answers what `answer` says to all that came on a connection so far; undefined is nothing yet. */
const listening = async (t: Test, answer: (text: string, count: number, socket: Socket) => string | undefined) => {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    let text = ''
    socket.on('error', () => {})
    socket.setEncoding('latin1').on('data', (piece: string) => {
      text += piece
      const found = answer(text, sockets.size, socket)
      if (found === undefined) return
      count++
      text = ''
      socket.write(found)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  t.after(close)
  const { port } = server.address() as AddressInfo
  const connection = httpConnection('127.0.0.1', port)
  t.after(() => connection.close())
  return { port, connection, sockets, close, requests: () => count }
}

t.test('httpConnection() sends requests one after the other on one connection', async (t) => {
  const seen: string[] = []
  const { port, connection, sockets } = await listening(t, (text) => {
    if (!text.endsWith('end')) return text.startsWith('GET') ? (seen.push(text), ok('got')) : undefined
    seen.push(text)
    return ok('posted')
  })
  t.equal((await connection.request('GET', '/a', '')).body.toString(), 'got')
  t.match(await connection.request('POST', '/b', 'X-Own: 1\r\n', Buffer.from('the end')), { status: 200, body: Buffer.from('posted') })
  const large = Buffer.from(`${'x'.repeat(1_000_000)}end`)
  t.equal((await connection.request('POST', '/c', '', large)).body.toString(), 'posted')
  t.equal(seen[0], `GET /a HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)
  t.equal(seen[1], `POST /b HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Own: 1\r\nContent-Length: 7\r\n\r\nthe end`)
  t.ok(seen[2]!.endsWith(`Content-Length: ${large.length}\r\n\r\n${large.toString()}`))
  t.equal(sockets.size, 1)
})

t.test('httpConnection() opens another one where the server closes it', async (t) => {
  const { connection, sockets } = await listening(t, (_, count, socket) => {
    if (count === 1) return ok('first', 'Connection: close\r\n')
    if (count === 2) setImmediate(() => socket.end())
    return ok(`of ${count}`)
  })
  t.equal((await connection.request('GET', '/', '')).body.toString(), 'first')
  t.equal((await connection.request('GET', '/', '')).body.toString(), 'of 2')
  await Promise.all([...sockets].map((socket) => socket.closed || once(socket, 'close')))
  t.equal((await connection.request('GET', '/', '')).body.toString(), 'of 3')
  connection.close()
  t.equal((await connection.request('GET', '/', '')).body.toString(), 'of 4')
})

t.test('httpConnection() leaves a connection whose server answers before all has come', async (t) => {
  const { connection, sockets } = await listening(t, (text, count, socket) => {
    if (count > 1) return ok('next')
    socket.pause()
    return text.length > 0 ? 'HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno' : undefined
  })
  t.match(await connection.request('POST', '/', '', Buffer.alloc(50_000_000)), { status: 413, body: Buffer.from('no') })
  t.equal((await connection.request('GET', '/', '')).body.toString(), 'next')
  t.equal(sockets.size, 2)
})

t.test('httpConnection() rejects when nobody is there, the connection ends, or no HTTP comes', async (t) => {
  const ends = await listening(t, (text, _, socket) => {
    if (text.includes('/nonsense')) return 'nonsense\r\n\r\n'
    if (text.includes('/rest')) setImmediate(() => socket.end())
    if (text.includes('/rest')) return 'HTTP/1.1 200 OK\r\n\r\nto the end'
    socket.destroy()
    return undefined
  })
  await t.rejects(ends.connection.request('GET', '/', ''), { message: /ended before an answer|ECONNRESET/ })
  await t.rejects(ends.connection.request('GET', '/nonsense', ''), { message: 'Not an answer of HTTP/1.1: "nonsense"' })
  t.equal((await ends.connection.request('GET', '/rest', '')).body.toString(), 'to the end')
  ends.close()
  await t.rejects(httpConnection('127.0.0.1', ends.port).request('GET', '/', ''), { message: /ECONNREFUSED/ })
})

t.test('httpConnection() rejects what waits when it is closed', async (t) => {
  const { connection } = await listening(t, () => undefined)
  const waiting = connection.request('GET', '/', '')
  setTimeout(() => connection.close(), 20)
  await t.rejects(waiting, { message: 'the connection was closed' })
  connection.close()
})
