import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import type { Invoke } from '../../template/lua-ts/host/call.ts'
import { metrics } from '../../template/lua-ts/host/metrics.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import type { WorkerNews, WorkerOrder } from '../../template/lua-ts/platform/worker-messages.ts'
import { worker } from '../../template/lua-ts/platform/worker.ts'
import { echo, eventually } from './served.ts'
import { wire } from './wire.ts'

const log = { host: () => {}, output: () => {}, access: () => {}, record: () => {}, flush: () => {} }

/** A worker and the process that keeps it, in one. */
const working = async (t: Test, invoke: Invoke, env: Record<string, string> = {}) => {
  const news: WorkerNews[] = []
  let listener: (order: WorkerOrder, socket?: Socket) => unknown = () => {}
  const channel = {
    send: (message: WorkerNews) => void news.push(message),
    on: (_event: 'message', told: typeof listener) => void (listener = told),
  }
  const settings = readSettings({ TMPDIR: t.testdir(), suppress_lock: 'true', lua_workers: '2', ...env })
  const platform = worker({ settings, invoke, log, metrics: metrics(), channel })
  platform.start()
  const door = createServer({ pauseOnConnect: true }, (socket) => void listener({ kind: 'connection' }, socket))
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    door.close()
    listener({ kind: 'end' })
  })
  const ask = (path: string) => wire((door.address() as AddressInfo).port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
  return { news, platform, tell: (order: WorkerOrder) => void listener(order), ask }
}

t.test('worker() serves what it is handed, but is not healthy before all are ready', async (t) => {
  const { news, tell, ask } = await working(t, echo)
  t.same(news, [{ kind: 'serving' }])
  t.match((await ask('/').end()).text, /^HTTP\/1\.1 200 OK[^]*GET \//)
  t.same(news, [{ kind: 'serving' }, { kind: 'took' }])
  t.match((await ask('/_/health').end()).text, /^HTTP\/1\.1 503 /)
  tell({ kind: 'ready' })
  t.match((await ask('/_/health').end()).text, /^HTTP\/1\.1 200 /)
  tell({ kind: 'drain' })
  t.match((await ask('/_/health').end()).text, /^HTTP\/1\.1 503 /)
  t.match((await ask('/').end()).text, /^HTTP\/1\.1 200 /)
})

t.test('worker() asks for its share of max_inflight, and for more before it answers 429', async (t) => {
  const { news, tell, ask } = await working(t, echo, { max_inflight: '5' })
  t.same(news[0], { kind: 'ask', count: 2 })
  tell({ kind: 'granted', count: 0 })
  const [first, second] = [ask('/1'), ask('/2')]
  await eventually('its question', () => news.some((said) => said.kind === 'ask' && said.count === 1))
  tell({ kind: 'granted', count: 1 })
  await eventually('a second question or none', () => news.filter(({ kind }) => kind === 'took').length === 2)
  const texts = Promise.all([first.end(), second.end()])
  await new Promise((resolve) => setTimeout(resolve, 20))
  tell({ kind: 'granted', count: 0 })
  t.ok((await texts).every(({ text }) => text.startsWith('HTTP/1.1 200')), 'one slot, one after the other')
  tell({ kind: 'recall', count: 3 })
  t.same(news.at(-1), { kind: 'giveBack', count: 1 })
  const refused = ask('/3')
  await eventually('its question', () => news.at(-1)?.kind === 'ask')
  tell({ kind: 'granted', count: 0 })
  t.match((await refused.end()).text, /^HTTP\/1\.1 429 /)
})

t.test('worker() reports its load, until it is told to end', async (t) => {
  const gate = Promise.withResolvers<void>()
  const { news, platform, tell, ask } = await working(t, (call) => gate.promise.then(() => echo(call)))
  const client = ask('/')
  await eventually('the connection', () => news.length === 2)
  await new Promise((resolve) => setTimeout(resolve, 20))
  tell({ kind: 'report' })
  t.same(news.at(-1), { kind: 'load', inFlight: 1, connections: 1, closed: false })
  tell({ kind: 'close' })
  t.same(news.at(-1), { kind: 'load', inFlight: 1, connections: 1, closed: true })
  gate.resolve()
  t.match((await client.end()).text, /Connection: close/)
  await eventually('its report', () => {
    const said = news.at(-1)
    return said?.kind === 'load' && said.inFlight === 0 && said.connections === 0
  })
  tell({ kind: 'end' })
  await platform.ended
  t.ok(news.some(({ kind }) => kind === 'ending'))
})

t.test('worker() cuts what is left when it is told to', async (t) => {
  const { news, tell, ask } = await working(t, () => new Promise(() => {}))
  const client = ask('/')
  await eventually('the connection', () => news.length === 2)
  await new Promise((resolve) => setTimeout(resolve, 20))
  tell({ kind: 'sever', reason: 'too late' })
  t.equal((await client.end()).text, '')
})

t.test('worker() gives its metrics', async (t) => {
  const { news, tell } = await working(t, echo)
  tell({ kind: 'scrape' })
  await eventually('them', () => news.at(-1)?.kind === 'metrics')
  t.match(news.at(-1), { snapshot: [{ name: 'http_request_duration_seconds', type: 'histogram' }] })
})
