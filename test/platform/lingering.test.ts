import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { lingering } from '../../template/lua-ts/platform/lingering.ts'
import { wire, type Wire } from './wire.ts'

/** A request of `length` bytes whose body has not been sent yet, from both ends. */
const halfRequest = async (t: Test, length: number): Promise<{ req: IncomingMessage; client: Wire }> => {
  const arrived = Promise.withResolvers<IncomingMessage>()
  const server = createServer((req) => arrived.resolve(req))
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as AddressInfo
  const client = wire(port, `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n`)
  t.teardown(() => {
    client.socket.destroy()
    server.close()
    server.closeAllConnections()
  })
  return { req: await arrived.promise, client }
}

const lingered = (req: IncomingMessage) => new Promise<boolean>((resolve) => lingering(req, resolve))

t.test('lingering() is true when the rest comes, and keeps none of it', async (t) => {
  const { req, client } = await halfRequest(t, 5_000_000)
  const done = lingered(req)
  client.send(Buffer.alloc(5_000_000))
  t.equal(await done, true)
  t.equal(req.readableLength, 0)
})

t.test('lingering() gives up after half a second when the rest does not come', async (t) => {
  const { req } = await halfRequest(t, 10)
  const startMs = performance.now()
  t.equal(await lingered(req), false)
  t.ok(performance.now() - startMs >= 490)
})

t.test('lingering() gives up when more than 64 MiB come', async (t) => {
  const { req, client } = await halfRequest(t, 2 ** 40)
  const piece = Buffer.alloc(1 << 20)
  client.socket.on('drain', () => client.socket.write(piece))
  client.socket.write(piece)
  t.equal(await lingered(req), false)
})

t.test('lingering() ends when the client goes away', async (t) => {
  const { req, client } = await halfRequest(t, 10)
  req.on('error', () => {})
  client.socket.resetAndDestroy()
  t.equal(await lingered(req), false)
})
