import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { hostProcess } from '../support/host-process.ts'
import { eventually, served } from './served.ts'
import { exchange, get, wire } from './wire.ts'

const hello = async ({ reply }: { reply: { send(status: number, headers: string[], body: Uint8Array): void } }) =>
  reply.send(207, ['X-Mine', 'yes'], Buffer.from('hello'))

const ask = (port: number, method: string, path: string) =>
  exchange(port, `${method} ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)

/** Status, headers without Date and Connection, and body. */
const facts = (text: string) => {
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [first = '', ...headers] = head.split('\r\n')
  return { status: Number(first.split(' ')[1]), headers: headers.filter((line) => !/^(Date|Connection)/.test(line)), body }
}

const empty = (status: number) => ({ status, headers: ['Content-Length: 0'], body: '' })

t.test('probes() answer as of-watchdog does while the function is ready', async (t) => {
  const { port, access, metrics } = await served(t, hello)
  const fine = { status: 200, headers: ['Content-Type: text/plain; charset=utf-8', 'Content-Length: 2'], body: 'OK' }
  t.same(facts(await ask(port, 'GET', '/_/health')), fine)
  t.same(facts(await ask(port, 'GET', '/_/health?x=1')), fine)
  t.same(facts(await ask(port, 'GET', '/_/ready')), empty(200))
  for (const path of ['/_/health', '/_/ready']) {
    t.same(facts(await ask(port, 'HEAD', path)), { status: 405, headers: [], body: '' })
    for (const method of ['POST', 'OPTIONS', 'DELETE']) t.same(facts(await ask(port, method, path)), empty(405))
  }
  t.same(access, [])
  t.notMatch(await (await metrics.registry()).metrics(), /http_requests_total\{/)
})

t.test('probes() take these exact paths only', async (t) => {
  const { port, access } = await served(t, hello)
  const paths = ['/_/health/', '/_/healthy', '/_/other', '/_/ready/', '//_/health', '/x/../_/health', '/debug/vars']
  for (const path of paths) t.equal(facts(await ask(port, 'GET', path)).status, 207, path)
  t.same(
    access.map(({ target }) => target),
    paths,
  )
})

t.test('probes() say 503 when the lock file was removed by hand', async (t) => {
  const { port, tmpDir } = await served(t, hello)
  rmSync(join(tmpDir, '.lock'))
  t.same(facts(await ask(port, 'GET', '/_/health')), empty(503))
  t.same(facts(await ask(port, 'GET', '/_/ready')), empty(503))
  t.equal(facts(await ask(port, 'POST', '/_/ready')).status, 405)
  t.equal(facts(await ask(port, 'GET', '/')).status, 207, 'calls are served all the same')
})

t.test('probes() are fine without a lock file when suppress_lock is set', async (t) => {
  const { port, tmpDir } = await served(t, hello, { suppress_lock: 'true' })
  t.notOk(existsSync(join(tmpDir, '.lock')))
  t.equal(facts(await ask(port, 'GET', '/_/health')).status, 200)
})

t.test('probes() say ready 429 and health 200 when max_inflight is reached', async (t) => {
  const gate = Promise.withResolvers<void>()
  const { port, metrics } = await served(t, (call) => gate.promise.then(() => hello(call)), { max_inflight: '1' })
  const busy = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  await eventually('the call', () => metrics.inFlight === 1)
  t.same(facts(await ask(port, 'GET', '/_/ready')), empty(429))
  t.equal(facts(await ask(port, 'GET', '/_/health')).status, 200)
  gate.resolve()
  await busy.end()
  t.equal(facts(await ask(port, 'GET', '/_/ready')).status, 200)
})

t.test('probes() ask the function itself when ready_path is set, uncounted and without a slot', async (t) => {
  const seen: unknown[] = []
  const { port, access, metrics } = await served(
    t,
    async (call) => {
      const { method, path, query, body } = call.event
      seen.push([method, path, query, body.length, metrics.inFlight])
      await hello(call)
    },
    { ready_path: '/are-you?sure=1', max_inflight: '1' },
  )
  const text = await get(port, '/_/ready', 'X-Probe: 1', 'Content-Length: 2', '', 'hi')
  t.match(facts(text), { status: 207, body: 'hello' })
  t.match(text, /X-Mine: yes\r\nX-Duration-Seconds: /)
  t.same(seen, [['GET', '/are-you', 'sure=1', 0, 0]])
  t.match(access, [{ method: 'GET', target: '/are-you?sure=1', status: 207 }])
  t.notMatch(await (await metrics.registry()).metrics(), /http_requests_total\{/)
  await get(port, '/_/ready', 'User-Agent: kube-probe/1.30')
  t.equal(access.length, 1, 'Kubernetes’ own probes leave no line')
  t.equal(facts(await ask(port, 'POST', '/_/ready')).status, 405)
})

t.test('probes() ask the function\'s own ready(), and health does not', async (t) => {
  const folder = t.testdir({
    'handler.lua': `
      local calls, time = 0, require "time"
      return {
        handler = function() return "hello" end,
        ready = function() time.sleep(0.01) calls = calls + 1 if calls == 3 then error("no database") end return calls > 1 end,
      }`,
  })
  const { url, line } = await hostProcess(t, { settings: { lua_handler: join(folder, 'handler.lua') } })
  const status = async (path: string) => (await fetch(`${url}${path}`)).status
  t.equal(await status('/_/ready'), 503)
  t.equal(await status('/_/health'), 200)
  t.equal(await status('/_/ready'), 200)
  t.equal(await status('/_/ready'), 503, 'an error is a no')
  t.match(await line(/ready failed/), /The handler's ready failed: handler.lua:5: no database$/)
})
