import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import type { Invoke, Reply } from '../../template/lua-ts/host/call.ts'
import { eventually, served } from './served.ts'
import { exchange, get, wire } from './wire.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

const head = (port: number) => exchange(port, 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')

/** An invoke that streams as `steps` says, with `next()` for the client to let it go on. */
const stepwise = (steps: (reply: Reply, next: () => Promise<void>) => Promise<void>) => {
  let go = () => {}
  const next = () => new Promise<void>((resolve) => (go = resolve))
  return { invoke: (async ({ reply }) => steps(reply, next)) as Invoke, go: () => go() }
}

t.test('head() and write() reach the client at once, each by itself', async (t) => {
  const { invoke, go } = stepwise(async (reply, next) => {
    reply.head(200, ['Content-Type', 'text/event-stream'])
    await next()
    await reply.write(bytes('one'))
    await next()
    await reply.write(bytes('two'))
    await next()
    reply.end()
  })
  const { port, access } = await served(t, invoke)
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  t.match(await client.read(/\r\n\r\n$/), /Transfer-Encoding: chunked/)
  go()
  await client.read(/\r\n\r\n3\r\none\r\n$/)
  go()
  await client.read(/3\r\ntwo\r\n$/)
  go()
  await client.read(/\r\n0\r\n\r\n$/)
  client.socket.destroy()
  await eventually('the access line', () => access.length === 1)
  t.match(access, [{ status: 200, bytes: 6 }])
})

t.test('write() goes out before the tick ends, so that a busy handler holds nothing back', async (t) => {
  const { port } = await served(t, async ({ reply }) => {
    reply.head(200, [])
    void reply.write(bytes('early'))
    const endMs = performance.now() + 300
    while (performance.now() < endMs);
    reply.end()
  })
  // Reads in a thread of its own: this one is busy with the handler.
  const reader = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads')
     const socket = require('node:net').connect(workerData, '127.0.0.1', () => socket.write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'))
     let startMs, text = ''
     socket.on('data', (data) => {
       text += data
       if (startMs === undefined && text.includes('early')) startMs = performance.now()
       if (text.endsWith('0\\r\\n\\r\\n')) { parentPort.postMessage(performance.now() - startMs); socket.destroy() }
     })`,
    { eval: true, workerData: port },
  )
  const betweenMs = await Promise.race([
    new Promise<number>((resolve) => reader.once('message', resolve)),
    delay(10_000, -1, { ref: false }),
  ])
  t.ok(betweenMs > 100, `the piece came ${betweenMs} ms before the end`)
})

t.test('write() waits for a slow client, and keeps memory flat', async (t) => {
  const piece = Buffer.alloc(64 * 1024, 'x')
  let written = 0
  const { port } = await served(t, async ({ reply }) => {
    reply.head(200, [])
    for (; written < 500; written++) await reply.write(piece)
    reply.end()
  })
  const client = wire(port)
  client.socket.pause()
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  let before = -1
  await eventually('the writer to stop', () => {
    const still = written === before && written > 0
    before = written
    return still
  })
  t.ok(written < 400, `${written} pieces were taken while nobody read`)
  client.socket.resume()
  const { text } = await client.end()
  t.equal(written, 500)
  t.ok(text.length > 500 * piece.length)
})

t.test('write() ignores empty pieces, which would end a chunked body', async (t) => {
  const { port } = await served(t, async ({ reply }) => {
    reply.head(200, [])
    await reply.write(bytes(''))
    await reply.write(bytes('x'))
    reply.end()
  })
  t.match(await get(port, '/'), /\r\n\r\n1\r\nx\r\n0\r\n\r\n$/)
})

t.test('write() keeps to the Content-Length that the handler gave', async (t) => {
  const { port } = await served(t, async ({ event, reply }) => {
    reply.head(200, ['Content-Length', '4'])
    await reply.write(bytes('ab'))
    if (event.path === '/long') await reply.write(bytes('cde'))
    if (event.path === '/right') await reply.write(bytes('cd'))
    reply.end()
  })
  t.match(await get(port, '/right'), /Content-Length: 4\r\n[^]*\r\n\r\nabcd$/)
  for (const path of ['/long', '/short']) {
    const { ending, text } = await wire(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).end()
    t.equal(ending, 'reset', path)
    t.notMatch(text, /cde/)
  }
})

t.test('write() is swallowed for HEAD', async (t) => {
  const { port } = await served(t, async ({ reply }) => {
    reply.head(200, ['Content-Length', '4'])
    await reply.write(bytes('ab'))
    reply.end()
  })
  t.match(await head(port), /Content-Length: 4\r\n[^]*\r\n\r\n$/)
})

t.test('write() rejects when the client goes away while it waits', async (t) => {
  let failure: unknown
  const { port, access } = await served(t, async ({ reply }) => {
    reply.head(200, [])
    try {
      for (;;) await reply.write(Buffer.alloc(1 << 20))
    } catch (error) {
      failure = error
      throw error
    }
  })
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  client.socket.pause()
  await eventually('the first bytes', () => client.socket.bytesRead > 0)
  client.socket.destroy()
  await eventually('the access line', () => access.length === 1)
  t.match(failure, { name: 'AbortedError' })
})

t.test('reset() makes a cut body look cut', async (t) => {
  const { port, lines, access, metrics } = await served(t, async ({ reply }) => {
    reply.head(200, [])
    await reply.write(bytes('half'))
    throw new Error('broken')
  })
  const { text, ending } = await wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n').end()
  t.equal(ending, 'reset')
  t.notMatch(text, /\r\n0\r\n/)
  await eventually('the access line', () => access.length === 1)
  t.match(lines.at(-1), /^Host failed: Error: broken/)
  t.match(access, [{ status: 200, bytes: 4 }])
  t.equal(metrics.inFlight, 0)
})

t.test('reset() leaves an answer alone that is whole already', async (t) => {
  const { port, lines } = await served(t, async ({ reply }) => {
    reply.send(200, [], bytes('whole'))
    throw new Error('too late')
  })
  const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await client.read(/whole$/)
  client.send('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  t.equal((await client.end()).ending, 'closed')
  t.match(lines.at(-1), /too late/)
})

t.test('flushed() makes a streamed answer that was never ended a failure', async (t) => {
  const { port, lines } = await served(t, async ({ reply }) => reply.head(200, []))
  const { ending } = await wire(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n').end()
  t.equal(ending, 'reset')
  t.match(lines.at(-1), /The call ended in the middle of its answer/)
})
