import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Transform } from 'node:stream'
import t, { type Test } from 'tap'
import { streamThrough } from '../../bench/stream-through.ts'

const serve = async (t: Test, listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  t.teardown(() => void (server.close(), server.closeAllConnections()))
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const bytes = 1_000_000

t.test('streamThrough() gets back what it sent', async (t) => {
  const port = await serve(t, (req, res) => void req.pipe(res))
  t.ok((await streamThrough(port, '/', bytes)) > 0)
})

t.test('streamThrough() rejects when a byte comes back changed', async (t) => {
  const spoil = () =>
    new Transform({
      transform(piece: Buffer, _encoding, done) {
        piece[0]! ^= 1
        done(null, piece)
      },
    })
  const port = await serve(t, (req, res) => void req.pipe(spoil()).pipe(res))
  await t.rejects(streamThrough(port, '/', bytes), /differs/)
})

t.test('streamThrough() rejects when less comes back', async (t) => {
  const port = await serve(t, (req, res) => {
    req.resume()
    req.on('end', () => res.end())
  })
  await t.rejects(streamThrough(port, '/', bytes), /0 bytes came back of 1000000/)
})

t.test('streamThrough() rejects when the status is not 200', async (t) => {
  const port = await serve(t, (req, res) => {
    res.statusCode = 500
    req.pipe(res)
  })
  await t.rejects(streamThrough(port, '/', bytes), /status 500/)
})
