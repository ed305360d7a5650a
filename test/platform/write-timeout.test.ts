import t from 'tap'
import { AbortedError } from '../../template/lua-ts/host/errors.ts'
import { eventually, served } from './served.ts'
import { wire } from './wire.ts'

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

t.test('writeTimeout() cuts an answer that has not begun, and the log says why', async (t) => {
  const { port, lines, access, metrics } = await served(
    t,
    (call) => new Promise((_resolve, reject) => call.onAbort(() => reject(new AbortedError('stopped')))),
    { write_timeout: '200ms', max_inflight: '1' },
  )
  const startMs = performance.now()
  const { text, ending } = await wire(port, request).end()
  t.ok(performance.now() - startMs >= 190)
  t.equal(text, '')
  t.equal(ending, 'reset')
  await eventually('the access line', () => access.length === 1)
  t.equal(lines.at(-1), 'Call aborted: write_timeout of 200ms exceeded')
  t.match(access, [{ status: 0 }])
  t.equal(metrics.inFlight, 0)
})

t.test('writeTimeout() cuts an answer in the middle, so that it can’t be taken for a whole one', async (t) => {
  const { port, access } = await served(
    t,
    async ({ reply }) => {
      reply.head(200, [])
      for (;;) {
        await reply.write(Buffer.from('x'))
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    { write_timeout: '200ms' },
  )
  const { text, ending } = await wire(port, request).end()
  t.equal(ending, 'reset')
  t.match(text, /^HTTP\/1\.1 200 OK/)
  await eventually('the access line', () => access.length === 1)
  t.match(access, [{ status: 200 }])
})

t.test('writeTimeout() leaves a handler its slot until it comes back', async (t) => {
  let calls = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const { port, access } = await served(
    t,
    ({ reply }) => {
      if (calls++ === 0) return promise
      reply.send(200, [], Buffer.from('free'))
      return Promise.resolve()
    },
    { write_timeout: '100ms', max_inflight: '1' },
  )
  await wire(port, request).end()
  const refused = wire(port, request)
  await refused.read(/ 429 /)
  refused.socket.destroy()
  resolve()
  await eventually('both calls to end', () => access.length === 2)
  const client = wire(port, request)
  await client.read(/free$/)
  client.socket.destroy()
})

t.test('writeTimeout() cuts a client that does not take its answer', async (t) => {
  const { port, lines, access } = await served(
    t,
    async ({ reply }) => reply.send(200, [], Buffer.alloc(64 * 1024 * 1024)),
    { write_timeout: '300ms' },
  )
  const client = wire(port)
  client.socket.pause()
  client.send(request)
  await eventually('the access line', () => access.length === 1)
  t.equal(lines.at(-1), 'Call aborted: write_timeout of 300ms exceeded')
  client.socket.destroy()
})

t.test('writeTimeout() leaves alone what ends in time', async (t) => {
  const { port, lines } = await served(t, async ({ reply }) => reply.send(200, [], Buffer.from('ok')), {
    write_timeout: '100ms',
  })
  const client = wire(port, request)
  await client.read(/ok$/)
  await new Promise((resolve) => setTimeout(resolve, 300))
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.equal((await client.end()).ending, 'closed', 'nor is the idle connection cut')
  t.notMatch(lines.join('\n'), /write_timeout/)
})
