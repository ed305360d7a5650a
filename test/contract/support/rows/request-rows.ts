import { setTimeout as sleep } from 'node:timers/promises'
import { oneOf } from '../mismatches.ts'
import { get, request } from '../request.ts'
import { sends } from '../row.ts'
import type { Row } from '../row.ts'
import type { Target } from '../target.ts'
import { until } from '../until.ts'
import { send, wire } from '../wire.ts'

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
const megabyte = Buffer.alloc(2 ** 20, everyByte)

/** A chunked upload of `body` in pieces. */
const upload = (body: Uint8Array, pieceBytes: number): Buffer => {
  const parts: Uint8Array[] = [request('POST', '/echo', { headers: { 'Transfer-Encoding': 'chunked' } })]
  for (let at = 0; at < body.length; at += pieceBytes) {
    const piece = body.subarray(at, at + pieceBytes)
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

const filler = (bytes: number): Buffer => get('/hello', { 'X-Filler': 'x'.repeat(bytes) })

/** The answer, and whether the server closes the connection after it. */
const closesAfter = (bytes: string | Uint8Array) =>
  async ({ port }: Target): Promise<unknown> => {
    const line = wire(port)
    line.write(bytes)
    const { status, body } = await line.answer()
    const closed = await line.closes(2000)
    line.leave()
    return { status, body, closed }
  }

const badRequest = (what: string, bytes: string): Row => ({
  name: `${what} is a bad request`,
  steps: closesAfter(bytes),
  expect: { status: 400, closed: true },
  watchdog: 'same',
})

/** What reaches the function, and what doesn't. */
export const requestRows: readonly Row[] = [
  {
    name: 'a body and its type go there and back',
    steps: sends(request('POST', '/echo', { headers: { 'Content-Type': 'text/x-note' }, body: 'hello' })),
    expect: { status: 200, headers: { 'content-type': 'text/x-note', 'content-length': '5' }, body: 'hello' },
    watchdog: 'same',
  },
  {
    name: 'all 256 byte values go there and back',
    steps: sends(request('POST', '/echo', { body: everyByte })),
    expect: { status: 200, body: everyByte.toString('latin1') },
    watchdog: 'same',
  },
  {
    name: 'a chunked upload goes there and back',
    steps: sends(upload(everyByte, 100)),
    expect: { status: 200, body: everyByte.toString('latin1') },
    watchdog: 'same',
  },
  {
    name: 'a chunked upload of 1 MiB goes there and back',
    steps: sends(upload(megabyte, 50_000)),
    expect: { status: 200, body: megabyte.toString('latin1'), complete: true },
    watchdog: 'same',
  },
  {
    name: '100 Continue is sent before the body when it is asked for',
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(request('POST', '/echo', { headers: { 'Content-Length': '5', Expect: '100-continue' } }))
      await sleep(150)
      line.write('hello')
      const { interim, status, body } = await line.answer()
      line.leave()
      return { interim, status, body }
    },
    expect: { interim: [100], status: 200, body: 'hello' },
    watchdog: 'same',
  },
  {
    name: 'path and query arrive as they were sent',
    steps: sends(get('/request/a%2Fb%20c/%C3%A4?x=1&x=2&y=a%20b+c&z=')),
    expect: { body: /^method GET\npath \/request\/a%2Fb%20c\/%C3%A4\nquery x=1\nquery x=2\nquery y=a b c\nquery z=\nheader/ },
    watchdog: 'same',
  },
  {
    name: 'a path with empty and dot segments arrives as it was sent',
    steps: sends(get('/request//a/./b/../c')),
    expect: { status: 200, body: /^method GET\npath \/request\/\/a\/\.\/b\/\.\.\/c\n/ },
    watchdog: { differs: 'it redirects to the cleaned path', expect: { status: oneOf(301, 307), headers: { location: '/request/a/c' } } },
  },
  {
    name: 'the headers arrive, and no others',
    steps: sends(request('POST', '/request', { headers: { 'X-One': '1', Authorization: 'Bearer b' }, body: 'hello' })),
    expect: {
      body: [
        'method POST',
        'path /request',
        'header authorization: Bearer b',
        'header content-length: 5',
        'header host: function.test',
        'header x-one: 1\n',
      ].join('\n'),
    },
    watchdog: {
      differs: 'it adds User-Agent and Accept-Encoding',
      expect: { body: /\nheader accept-encoding: gzip\n[^]*\nheader user-agent: Go-http-client\/1\.1\n/ },
    },
  },
  ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'PURGE'].map((method): Row => ({
    name: `${method} reaches the function`,
    steps: sends(request(method, '/request')),
    expect: { status: 200, body: new RegExp(`^method ${method}\n`) },
    watchdog: 'same',
  })),
  {
    name: 'HEAD has the headers of GET and no body',
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(request('HEAD', '/hello'))
      const head = await line.answer({ bodyless: true })
      line.write(get('/hello'))
      const next = await line.answer()
      line.leave()
      return { head, next: next.body }
    },
    expect: { head: { status: 200, headers: { 'content-type': 'text/plain', 'content-length': '5' } }, next: 'hello' },
    watchdog: 'same',
  },
  {
    name: 'OPTIONS * is answered without the function',
    steps: sends(request('OPTIONS', '*')),
    expect: { status: 200, body: '' },
    watchdog: 'same',
  },
  { name: 'an unknown method is a bad request', steps: sends(request('FOO', '/request')), expect: { status: 400 }, watchdog: 'same' },
  {
    name: 'CONNECT is refused',
    steps: sends(request('CONNECT', 'example.test:443')),
    expect: { status: oneOf(400, 405) },
    watchdog: { differs: 'it looks for the empty path', expect: { status: oneOf(301, 307, 404) } },
  },
  {
    name: 'a target with scheme and host is its path',
    steps: sends(get('http://other.test/request/abs?x=1')),
    expect: { status: 200, body: /^method GET\npath \/request\/abs\nquery x=1\n/ },
    watchdog: { differs: 'it glues the target to upstream_url', expect: { status: 500, body: /invalid port/ } },
  },
  badRequest('HTTP/1.1 without Host', 'GET /hello HTTP/1.1\r\n\r\n'),
  badRequest('garbage', '\x16\x03\x01 not HTTP\r\n\r\n'),
  badRequest('the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  {
    name: 'HTTP/1.0 is answered and closed',
    steps: closesAfter(request('GET', '/hello', { version: '1.0' })),
    expect: { status: 200, body: 'hello', closed: true },
    watchdog: 'same',
  },
  {
    name: 'HTTP/1.0 gets a stream without chunks',
    steps: sends(request('GET', '/chunks?n=2&ms=50', { version: '1.0' })),
    expect: { status: 200, headers: { 'transfer-encoding': undefined }, body: 'chunk 1\nchunk 2\n', complete: true },
    watchdog: 'same',
  },
  {
    name: 'Connection: close is honoured',
    steps: closesAfter(get('/hello', { Connection: 'close' })),
    expect: { status: 200, body: 'hello', closed: true },
    watchdog: 'same',
  },
  {
    name: 'a body that the function does not read is no part of the next request',
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(Buffer.concat([request('POST', '/hello', { body: megabyte.subarray(0, 100_000) }), get('/request')]))
      const seen = [(await line.answer()).body, (await line.answer()).body]
      line.leave()
      return seen
    },
    expect: ['hello', /^method GET\npath \/request\n/],
    watchdog: 'same',
  },
  {
    name: 'two requests in one write get two answers in order',
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(Buffer.concat([get('/slow?ms=50'), get('/hello')]))
      const bodies = [(await line.answer()).body, (await line.answer()).body]
      line.leave()
      return bodies
    },
    expect: ['slow', 'hello'],
    watchdog: 'same',
  },
  { name: 'a header of 900 KiB passes', steps: sends(filler(900 * 1024)), expect: { status: 200, body: 'hello' }, watchdog: 'same' },
  { name: 'a header beyond 1 MiB is too large', steps: sends(filler(2 ** 20 + 16 * 1024)), expect: { status: 431 }, watchdog: 'same' },
  {
    name: 'an idle connection lives for more than 5 s',
    process: 'own',
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(get('/hello'))
      const first = (await line.answer()).body
      // Node.js itself would close after 5 s and a margin of 1 s.
      const closed = await line.closes(6500)
      line.write(get('/hello'))
      const second = (await line.answer()).body
      line.leave()
      return { first, closed, second }
    },
    expect: { first: 'hello', closed: false, second: 'hello' },
    watchdog: 'same',
  },
  {
    name: 'a client that leaves frees its slot, at the latest when its call ends',
    settings: { max_inflight: '1' },
    steps: async ({ port }) => {
      const line = wire(port)
      line.write(get('/slow?ms=1000'))
      await sleep(300)
      const full = (await send(port, get('/hello'))).status
      line.leave()
      return { full, freed: await until(async () => (await send(port, get('/hello'))).status === 200, 4000) }
    },
    expect: { full: 429, freed: true },
    watchdog: 'same',
  },
]
