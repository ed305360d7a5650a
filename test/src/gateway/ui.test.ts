import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import t from 'tap'
import type { FailedCall } from '../../../src/ui/feed-types.ts'
import { pageGateway } from '../fixtures/page-gateway.ts'
import { until } from '../fixtures/until.ts'

const json = { 'Content-Type': 'application/json' }

/** The failed calls that the feed begins with. */
const failedCalls = async (url: string, headers: Record<string, string> = {}): Promise<FailedCall[]> => {
  const answer = await fetch(`${url}/ui/feed`, { headers })
  let text = ''
  for await (const piece of answer.body ?? []) {
    text += Buffer.from(piece as Uint8Array).toString()
    const [, data] = /^event: failed\ndata: (.*)\n\n/m.exec(text) ?? []
    if (data !== undefined) return JSON.parse(data) as FailedCall[]
  }
  return []
}

t.test('ui() serves the page with headers that keep everything else out', async t => {
  const { url } = await pageGateway(t)
  const page = await fetch(`${url}/ui/`)
  t.equal(page.status, 200)
  t.match(page.headers.get('content-security-policy'), /^default-src 'none'; script-src 'self'; [^]*frame-ancestors 'none'/)
  t.equal(page.headers.get('x-frame-options'), 'DENY')
  t.equal(page.headers.get('cross-origin-resource-policy'), 'same-origin')
  const bare = await fetch(`${url}/ui`, { redirect: 'manual' })
  t.same([bare.status, bare.headers.get('location')], [308, '/ui/'])
  t.equal((await fetch(`${url}/ui/nope`)).status, 404)
  t.equal((await fetch(`${url}/ui/`, { method: 'DELETE' })).status, 405)
  t.equal((await fetch(`${url}/ui/nope`, { method: 'POST', headers: json, body: '{}' })).status, 404)
})

t.test('ui() calls functions, keeps those calls that fail, and makes them again', async t => {
  const { url } = await pageGateway(t)
  const post = (path: string, body: unknown = {}) => fetch(`${url}/ui/${path}`, { method: 'POST', headers: json, body: JSON.stringify(body) })
  const order = { name: 'hello', method: 'POST', target: '/fail?x=1', headers: [['X-Mine', 'yes']], body: btoa('hi') }
  t.match(await (await post('call', order)).text(), /^\{"status":500,[^\n]*\}\nInternal Server Error$/)
  t.match(await (await post('call', { ...order, name: 'nope' })).text(), /^\{"status":404,[^\n]*\}\nNo function "nope"/)
  t.equal((await post('call', { name: 'hello' })).status, 400)

  let [failed] = await failedCalls(url)
  await until(async () => ([failed] = await failedCalls(url)).length > 0)
  t.match(failed, { name: 'hello', method: 'POST', target: '/fail?x=1', status: 500, bodyBytes: 2, log: [/^Handler failed: handler\.lua:2: /, 'stack traceback:', /handler\.lua:2/] })
  t.match(failed?.places, [{ file: 'handler.lua', line: 2 }])
  t.match(failed?.callId, /^[-0-9a-f]{36}$/, 'by the id that the gateway gave it')
  t.equal(await (await fetch(`${url}/ui/body/${failed?.id}`)).text(), 'hi')
  t.match(await (await post(`replay/${failed?.id}`)).text(), /^\{"status":500,/)
  await until(async () => (await failedCalls(url)).length === 2)
  const again = (await failedCalls(url)).at(-1)
  t.match(again, { target: '/fail?x=1', bodyBytes: 2 })
  t.not(again?.callId, failed?.callId)

  await fetch(`${url}/function/hello/fail`, { method: 'POST', body: 'x'.repeat(100_000) })
  await until(async () => (await failedCalls(url)).length === 3)
  const large = (await failedCalls(url)).at(-1)
  t.equal(large?.obstacle, 'Its body has over 64 KiB')
  t.equal((await post(`replay/${large?.id}`)).status, 409)

  t.equal((await post('forget')).status, 204)
  t.equal((await post(`replay/${failed?.id}`)).status, 404)
  t.equal((await fetch(`${url}/ui/body/${failed?.id}`)).status, 404)
})

t.test('ui() stays shut for other pages, and for everyone without the password', async t => {
  const open = await pageGateway(t)
  const paths = ['', 'feed', 'call', 'replay/1', 'forget', 'body/1', 'page.js']
  const status = async (url: string, path: string, headers: Record<string, string>): Promise<number | undefined> => {
    const method = /call|replay|forget/.test(path) ? 'POST' : 'GET'
    const req = request(`${url}/ui/${path}`, { method, headers: { ...json, ...headers }, agent: false })
    const [res] = (await once(req.end(), 'response')) as [IncomingMessage]
    res.destroy()
    return res.statusCode
  }
  for (const path of paths) {
    t.equal(await status(open.url, path, { Origin: 'https://evil.example' }), 403, `${path} with a foreign Origin`)
    t.equal(await status(open.url, path, { 'Sec-Fetch-Site': 'cross-site' }), 403, `${path} from another site`)
    t.equal(await status(open.url, path, { Host: 'evil.example' }), 403, `${path} by a name that was bent to this address`)
  }
  t.equal(await status(open.url, 'replay/1', { 'Content-Type': 'text/plain' }), 403)

  const { url } = await pageGateway(t, 'ada:secret')
  const login = { Authorization: `Basic ${btoa('ada:secret')}` }
  for (const path of paths) t.equal(await status(url, path, {}), 401, `${path} without a password`)
  t.equal(await status(url, '', login), 200)
  t.same(await failedCalls(url, login), [])
})

t.test('ui() sees to it that a function gets its body whole and by its own path', async t => {
  const { url } = await pageGateway(t)
  const body = 'x'.repeat(600_000)
  const answer = (await (await fetch(`${url}/function/hello/a//b?x=1`, { method: 'PUT', body })).json()) as { url: string; body: string }
  t.equal(answer.url, '/a//b?x=1')
  t.ok(answer.body === body)
})
