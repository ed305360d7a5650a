import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { sendMany } from '../../bench/send-many.ts'

const counting = async (t: Test, status: number) => {
  const seen = new Map<string, number>()
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const piece of req) body += String(piece)
    const key = `${req.method} ${req.url} ${body}`
    seen.set(key, (seen.get(key) ?? 0) + 1)
    res.statusCode = status
    res.end()
  }).listen(0, '127.0.0.1')
  t.teardown(() => void (server.close(), server.closeAllConnections()))
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, seen }
}

t.test('sendMany() sends exactly so many requests, the probes in turn', async (t) => {
  const { port, seen } = await counting(t, 200)
  const probes = [{ method: 'GET', path: '/a', status: 200 }, { method: 'POST', path: '/b', body: '{}', status: 200 }] as const
  await sendMany(port, probes, 51, 4)
  t.strictSame([...seen].toSorted(), [['GET /a ', 26], ['POST /b {}', 25]])
})

t.test('sendMany() rejects when a status is another one', async (t) => {
  const { port } = await counting(t, 503)
  await t.rejects(sendMany(port, [{ method: 'GET', path: '/a', status: 200 }], 3, 1), /"GET \/a" got status 503, not 200/)
})
