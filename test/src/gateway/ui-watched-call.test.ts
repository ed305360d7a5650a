import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { callCounts } from '../../../src/gateway/ui-call-counts.ts'
import { WatchedCall } from '../../../src/gateway/ui-watched-call.ts'
import type { Failure } from '../../../src/gateway/ui-watched-call.ts'

t.test('WatchedCall counts, and keeps the request of a call that failed', async t => {
  const counts = callCounts()
  const failures: Failure[] = []
  const server = createServer({ maxHeaderSize: 64 * 1024 }, async (req, res) => {
    const call = new WatchedCall('hello', req.url ?? '', req, res, counts, failure => failures.push(failure))
    res.once('close', () => call.ended(res.statusCode, req.url !== '/down'))
    if (req.url === '/early') return void res.writeHead(500, { Connection: 'close' }).end()
    if (req.url === '/cut') return void res.write('half', () => res.destroy())
    for await (const _ of req);
    res.writeHead(Number(req.headers['x-status'] ?? 500)).end('done')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  const send = async (path: string, body: string, headers = {}): Promise<void> => {
    const req = request({ port, path, method: 'POST', headers: { 'X-Call-Id': path, ...headers }, agent: false })
    if (path === '/early') req.write(body)
    else req.end(body)
    const [res] = (await once(req, 'response')) as [IncomingMessage]
    res.on('error', () => {}).resume()
    await new Promise(resolve => res.once('close', resolve))
    req.destroy()
  }
  const last = async (): Promise<Failure> => {
    while (failures.length === 0 || counts.inFlight > 0) await new Promise(resolve => setTimeout(resolve, 5))
    return failures.pop() as Failure
  }

  await send('/good', 'x', { 'X-Status': 404 })
  await send('/bad?x=1', 'with ü', { 'X-Mine': 'yes' })
  const { request: asked, ...failure } = await last()
  t.match(failure, { callId: '/bad?x=1', status: 500, cut: false })
  t.match(asked, { name: 'hello', method: 'POST', target: '/bad?x=1', bodyBytes: 7, obstacle: undefined })
  t.equal(asked.body.toString(), 'with ü')
  t.match(asked.headers.find(([name]) => name === 'X-Mine'), ['X-Mine', 'yes'])
  t.match(counts, { calls: 2, failed: 1, inFlight: 0 })

  await send('/empty', '')
  t.match((await last()).request, { bodyBytes: 0, obstacle: undefined })
  await send('/large', 'y'.repeat(200_000))
  const large = await last()
  t.match(large.request, { bodyBytes: 200_000, obstacle: 'Its body has over 64 KiB' })
  t.equal(large.request.body.length, 65_536)
  await send('/long', 'z', { 'X-Long': 'x'.repeat(17_000) })
  t.match((await last()).request, { headers: [], obstacle: 'Its headers have over 16 KiB' })
  await send('/early', 'first piece', { 'Transfer-Encoding': 'chunked' })
  t.match((await last()).request, { obstacle: 'Its body did not come to its end' })
  await send('/cut', '')
  t.match(await last(), { status: 200, cut: true })

  await send('/down', '')
  t.match(counts, { calls: 8, failed: 6, inFlight: 0 })
  t.same(failures, [], 'what reached no host counts, and is not told')
})
