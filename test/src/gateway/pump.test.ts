import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { pump } from '../../../src/gateway/pump.ts'
import { listening, raw } from '../fixtures/listening.ts'

/** A server that pumps each request into a request to `take`, whose answer is thrown away. */
const pumping = async (t: Test, take: (req: IncomingMessage, res: ServerResponse) => void): Promise<number> => {
  const port = await listening(t, take)
  return listening(t, (req, res) => {
    const { method, headers } = req
    const onward = request({ port, method, headers, agent: false }, response => {
      response.resume()
      res.end('answered')
    })
    // The host may be gone before its answer is read.
    pump(req, onward.on('error', () => res.end('answered')))
  })
}

const post = (headers: string, body: string): string => `POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n\r\n${body}`

t.test('pump() sends a body whole, in pieces or empty', async t => {
  const bodies: string[] = []
  const port = await pumping(t, async (req, res) => {
    let text = ''
    for await (const chunk of req) text += String(chunk)
    bodies.push(text)
    res.end()
  })
  await raw(port, post('Content-Length: 5', 'whole'))
  await raw(port, post('Transfer-Encoding: chunked', '3\r\nin \r\n6\r\npieces\r\n0\r\n\r\n'))
  await raw(port, post('Content-Length: 0', ''))
  t.same(bodies, ['whole', 'in pieces', ''])
})

t.test('pump() sends the head, byte for byte, before the body begins', async t => {
  const seen = Promise.withResolvers<IncomingMessage>()
  const port = await pumping(t, (req, res) => {
    seen.resolve(req)
    req.on('end', () => res.end()).resume()
  })
  const socket = connect(port, '127.0.0.1')
  socket.write(Buffer.from(post('Content-Length: 2\r\nX-Name: J\u00fcrgen', ''), 'latin1'))
  t.equal((await seen.promise).headers['x-name'], 'J\u00fcrgen')
  socket.write('hi')
  await once(socket, 'data')
  socket.destroy()
})

t.test('pump() throws the rest away when nobody takes it any more', async t => {
  const port = await pumping(t, (_req, res) => void res.writeHead(413, { Connection: 'close' }).end('no', () => res.socket?.destroySoon()))
  const { text } = await raw(port, Buffer.concat([Buffer.from(post('Content-Length: 20000000', '')), Buffer.alloc(20_000_000)]))
  t.match(text, /answered/)
})
