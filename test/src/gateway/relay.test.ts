import { once } from 'node:events'
import { request } from 'node:http'
import type { RequestListener } from 'node:http'
import t from 'tap'
import type { Test } from 'tap'
import { relay } from '../../../src/gateway/relay.ts'
import { listening, raw } from '../fixtures/listening.ts'

/** A server that answers each request with the answer of `host`. */
const relaying = async (t: Test, host: RequestListener): Promise<number> => {
  const port = await listening(t, host)
  return listening(t, (_req, res) => void request({ port, agent: false }, response => relay(response, res, response.rawHeaders)).end())
}

const head = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

t.test('relay() sends a short answer as it is', async t => {
  const port = await relaying(t, (_req, res) => void res.writeHead(203, 'Fine', ['Content-Length', '2', 'X-Own', '1']).end('hi'))
  t.match(await raw(port, head), { text: /^HTTP\/1\.1 203 Fine\r\nContent-Length: 2\r\nX-Own: 1\r\n[^]*\r\n\r\nhi$/, error: undefined })
})

t.test('relay() keeps every byte of a header, whether a body comes with it or later', async t => {
  for (const later of [false, true]) {
    const port = await relaying(t, (_req, res) => {
      res.writeHead(200, { 'X-Name': Buffer.from('J\u00fcrgen', 'latin1').toString('latin1') })
      if (!later) return void res.end('x')
      res.socket?.write('HTTP/1.1 200 OK\r\nX-Name: J\u00fcrgen\r\nTransfer-Encoding: chunked\r\n\r\n', 'latin1')
      setTimeout(() => res.socket?.end('1\r\nx\r\n0\r\n\r\n'), 50)
    })
    t.match((await raw(port, head)).text, /^HTTP\/1\.1 200 OK\r\nX-Name: J\u00fcrgen\r\n/, later ? 'later' : 'at once')
  }
})

t.test('relay() reads no faster than the client', async t => {
  const total = 64
  let sent = 0
  const port = await relaying(t, (_req, res) => {
    const piece = Buffer.alloc(1024 * 1024)
    const more = (): void => {
      while (sent < total && res.write(piece)) sent++
      if (sent < total) res.once('drain', () => (sent++, more()))
      else res.end()
    }
    more()
  })
  const req = request({ port, agent: false }).end()
  const [res] = await once(req, 'response')
  await new Promise(resolve => setTimeout(resolve, 300))
  t.ok(sent < total / 2, `${sent} MiB were taken while nobody read`)
  let bytes = 0
  for await (const piece of res) bytes += piece.length
  t.equal(bytes, total * 1024 * 1024)
})

t.test('relay() resets the client when the host breaks off', async t => {
  const port = await relaying(t, (_req, res) => void res.writeHead(200, { 'Content-Length': 10 }).write('half', () => res.destroy()))
  t.match(await raw(port, head), { text: /half$/, error: 'ECONNRESET' })
})
