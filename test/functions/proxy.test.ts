import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import t from 'tap'
import { upstream } from '../modules/http/upstream.ts'
import { handlerOf, hostProcess } from '../support/host-process.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`proxy passes requests and answers on with ${engine}`, async (t) => {
    const api = await upstream(t)
    const host = await hostProcess(t, { settings: { lua_handler: handlerOf('proxy'), lua_engine: engine, upstream_url: `${api.url}/` } })

    const echo = await fetch(`${host.url}/echo?a=%20b&c`, { method: 'PUT', body: 'hello', headers: { 'X-Own': 'mine' } })
    t.equal(echo.headers.get('content-type'), 'application/json')
    const seen = (await echo.json()) as { headers: Record<string, string> }
    t.match(seen, { method: 'PUT', url: '/echo?a=%20b&c', body: 'hello', headers: { 'x-own': 'mine', 'content-length': '5', host: `127.0.0.1:${api.port}` } })
    t.ok(seen.headers['x-call-id'], 'and with the call\'s id')
    t.match(await (await fetch(`${host.url}/echo`)).json(), { method: 'GET', body: '', headers: { 'transfer-encoding': undefined } }, 'without a body where there is none')

    const raw = await fetch(`${host.url}/raw`, { method: 'POST', body: 'x' })
    t.equal(raw.status, 201)
    t.equal(raw.headers.get('x-two'), 'a, b', 'headers with several values')
    const moved = await fetch(`${host.url}/redirect?to=/echo`, { redirect: 'manual' })
    t.match([moved.status, moved.headers.get('location')], [302, '/echo'], 'redirects are the client\'s')
    t.equal(await (await fetch(`${host.url}/packed?as=gzip`)).text(), 'packed '.repeat(1000), 'what is compressed')
    t.equal((await fetch(`${host.url}/status?code=404`)).status, 404)
    t.equal((await fetch(`${host.url}/status?code=500`)).status, 500)

    t.test('in pieces, both ways', async (t) => {
      const pieces = await fetch(`${host.url}/stall`)
      const reader = pieces.body!.getReader()
      t.equal(Buffer.from((await reader.read()).value!).toString(), 'begin', 'what has come is there before the rest')
      await reader.cancel()
      const body = randomBytes(3_000_000)
      const req = request(`${host.url}/raw`, { method: 'POST' })
      const answered = new Promise<IncomingMessage>((resolve, reject) => req.on('response', resolve).on('error', reject))
      req.write(body.subarray(0, 1000))
      req.end(body.subarray(1000))
      t.ok((await buffer(await answered)).equals(body), 'of a body without a length')
    })

    t.test('and says so when nobody is there', async (t) => {
      api.server.closeAllConnections()
      await new Promise((resolve) => api.server.close(resolve))
      t.equal((await fetch(`${host.url}/echo`)).status, 502)
      await host.line(/upstream: .*127\.0\.0\.1/)
    })
  })
}
