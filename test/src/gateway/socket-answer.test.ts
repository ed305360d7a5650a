import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import t from 'tap'
import { socketAnswer } from '../../../src/gateway/socket-answer.ts'
import { raw } from '../fixtures/listening.ts'
import { webSocketRequest } from '../fixtures/websocket-echo.ts'

t.test('socketAnswer() answers where another protocol was to begin, and ends the connection', async t => {
  const server = createServer()
  server.on('upgrade', (req, socket: Socket) => {
    const res = socketAnswer(req, socket)
    res.writeHead(418, { 'X-Own': '1' }).write('no ')
    res.end('tea')
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => void server.close())
  const { text, error } = await raw((server.address() as AddressInfo).port, webSocketRequest('/'))
  t.match(text, /^HTTP\/1\.1 418 I'm a Teapot\r\nX-Own: 1\r\n[^]*Connection: close\r\n[^]*no [^]*tea[^]*\r\n0\r\n\r\n$/)
  t.equal(error, undefined)
})
