import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { asksForWebSocket, webSocketForwarder } from '../../../src/gateway/websocket-forwarder.ts'
import { listening, raw } from '../fixtures/listening.ts'
import { until } from '../fixtures/until.ts'
import { webSocketEcho, webSocketRequest } from '../fixtures/websocket-echo.ts'

/** A gateway that only forwards WebSockets to a host; `statuses` are what became of them. */
const forwarding = async (t: Test, hostPort: number) => {
  const forward = webSocketForwarder('test')
  const statuses: number[] = []
  const server = createServer({ shouldUpgradeCallback: asksForWebSocket })
  server.on('upgrade', async (req, socket: Socket, head) => statuses.push(await forward(req, socket, head, { name: 'hello', port: hostPort, target: '/a//b?x=1' })))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => void server.close())
  return { port: (server.address() as AddressInfo).port, statuses }
}

const messageOf = async (socket: WebSocket): Promise<unknown> => ((await once(socket, 'message')) as [MessageEvent])[0].data

t.test('webSocketForwarder() connects a client with its function', async t => {
  const echo = await webSocketEcho(t)
  const { port, statuses } = await forwarding(t, echo.port)
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`)
  t.equal(await messageOf(socket), 'hello')
  for (const text of ['one', 'two']) {
    socket.send(text)
    t.equal(await messageOf(socket), text)
  }
  t.match(echo.asked[0], { url: '/a//b?x=1', headers: { host: `127.0.0.1:${echo.port}`, 'x-call-id': /^[-\da-f]{36}$/, 'x-forwarded-host': `127.0.0.1:${port}`, 'sec-websocket-version': '13' } })
  socket.send('bye')
  await once(socket, 'close')
  await until(() => statuses.length > 0)
  t.same(statuses, [101])
})

t.test('webSocketForwarder() adds its headers to the answer, and passes on what came with the handshake', async t => {
  const echo = await webSocketEcho(t)
  const { port } = await forwarding(t, echo.port)
  const { text } = await raw(port, Buffer.from(`${webSocketRequest('/')}\x81\x83\x00\x00\x00\x00bye`, 'latin1'))
  t.match(text, /^HTTP\/1\.1 101 Switching Protocols\r\n[^]*x-call-id: [^]*x-served-by: test\r\n/)
  t.ok(text.endsWith('\x81\x05hello\x88\x00'), 'a greeting, and the end that was asked for')
})

t.test('webSocketForwarder() ends one side when the other is gone', async t => {
  const echo = await webSocketEcho(t)
  const { port, statuses } = await forwarding(t, echo.port)
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    socket.write(webSocketRequest('/'))
    await once(socket, 'data')
    return socket
  }
  const left = await open()
  left.resetAndDestroy()
  await until(() => echo.sockets[0]?.destroyed === true)
  const deserted = await open()
  echo.sockets[1]?.resetAndDestroy()
  await once(deserted, 'close')
  await until(() => statuses.length === 2)
  t.same(statuses, [101, 101])
})

t.test('webSocketForwarder() passes a refusal on whole, and turns an answer to a plain request into one', async t => {
  const refusing = await listening(t, (_req, res) => {
    res.writeHead(403, { 'X-Why': 'rules' }).write('not ')
    setImmediate(() => res.end('here'))
  })
  const refused = await forwarding(t, refusing)
  t.match((await raw(refused.port, webSocketRequest('/'))).text, /^HTTP\/1\.1 403 Forbidden\r\nX-Why: rules\r\n[^]*X-Served-By: test\r\n[^]*\r\nnot [^]*here\r\n0\r\n\r\n$/)
  const plain = await forwarding(t, await listening(t, (_req, res) => void res.end('a page')))
  t.match((await raw(plain.port, webSocketRequest('/'))).text, /^HTTP\/1\.1 501 Not Implemented\r\n[^]*Function "hello" answered 200 and took no WebSocket/)
  await until(() => refused.statuses.length + plain.statuses.length === 2)
  t.same([refused.statuses, plain.statuses], [[403], [501]])
})

t.test('webSocketForwarder() answers 502 when the function can\'t be reached', async t => {
  const { port, statuses } = await forwarding(t, await listening(t, req => req.socket.destroy()))
  t.match((await raw(port, webSocketRequest('/'))).text, /^HTTP\/1\.1 502 Bad Gateway\r\n[^]*Cannot reach function "hello": socket hang up\n$/)
  await until(() => statuses.length === 1)
  t.same(statuses, [502])
})
