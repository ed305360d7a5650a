import { once } from 'node:events'
import { Agent, request } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import t from 'tap'
import type { Test } from 'tap'
import { CommandError } from '../../../src/command-error.ts'
import type { QueuedCall } from '../../../src/gateway/async-queue.ts'
import { gateway } from '../../../src/gateway/gateway.ts'
import type { GatewayFunctions } from '../../../src/gateway/gateway.ts'
import { gatewayMetrics } from '../../../src/gateway/gateway-metrics.ts'
import type { SystemApi } from '../../../src/gateway/system-api.ts'
import { systemGuard } from '../../../src/gateway/system-guard.ts'
import { listening, raw } from '../fixtures/listening.ts'
import { standInFunctions } from '../fixtures/stand-in-functions.ts'
import { until } from '../fixtures/until.ts'
import { webSocketEcho, webSocketRequest } from '../fixtures/websocket-echo.ts'

const startParts = async (functions: GatewayFunctions, port = 0) => {
  const metrics = gatewayMetrics(() => [])
  const queued: string[] = []
  const queue = { add: ({ name }: QueuedCall) => queued.push(name) > 0, cancel: (callId: string) => callId === 'queued', close: async () => 0 }
  const system: SystemApi = async (req, res) => void res.end(`system ${req.url}`)
  const entry = await gateway({ port, servedBy: 'lua-ts/test', functions, metrics, queue, system, guard: systemGuard('ada:secret') })
  return { ...entry, queued }
}

const startGateway = async (t: Test, host: RequestListener) => {
  const hostPort = await listening(t, host)
  const functions = standInFunctions({ hello: hostPort, 'placed.dev': hostPort, down: undefined })
  const entry = await startParts(functions)
  t.teardown(() => entry.destroy())
  return { ...entry, port: new URL(entry.url).port }
}

const ok: RequestListener = (req, res) => void res.end(`${req.method} ${req.url}`)

t.test('gateway() routes to functions by name, with or without a namespace', async t => {
  const { url } = await startGateway(t, ok)
  const answers: readonly (readonly [path: string, status: number, text: string | RegExp])[] = [
    ['/function/hello', 200, 'GET /'],
    ['/function/hello/a/b?x=1', 200, 'GET /a/b?x=1'],
    ['/function/hello.openfaas-fn/a', 200, 'GET /a'],
    ['/function/placed.dev', 200, 'GET /'],
    ['/function/placed.other', 404, 'No function "placed.other": there is hello, placed, down\n'],
    ['/function/hello.', 404, /No function/],
    ['/function/nope', 404, 'No function "nope": there is hello, placed, down\n'],
    ['/function/down', 503, /^Function "down" is not running: /],
    ['/healthz', 200, 'OK'],
    ['/', 200, `${url}/function/hello\n${url}/function/placed\n${url}/function/down\n`],
    ['/elsewhere', 404, /^Nothing here; the functions are\nhttp/],
    ['/async-function/nope', 404, /^No function "nope"/],
    ['/async-function/hello', 405, /^Only POST/],
    ['/system/info', 401, /faas-cli login/],
    ['/metrics', 200, /gateway_function_invocation_total\{function_name="hello",code="200"\} 3/],
    ['/metrics/hello', 404, /No running host/],
  ]
  for (const [path, status, text] of answers) {
    const res = await fetch(url + path)
    t.equal(res.status, status, path)
    t.match(await res.text(), text, path)
  }
})

t.test('gateway() queues calls, and lets the management API be used with its password', async t => {
  const { url, queued } = await startGateway(t, ok)
  t.equal((await fetch(`${url}/async-function/hello/a`, { method: 'POST', body: 'x' })).status, 202)
  t.same(queued, ['hello'])
  for (const [callId, status] of [['queued', 202], ['made', 404]] as const) {
    t.equal((await fetch(`${url}/async-function/${callId}`, { method: 'DELETE' })).status, status)
  }
  const res = await fetch(`${url}/system/info`, { headers: { Authorization: `Basic ${btoa('ada:secret')}` } })
  t.equal(await res.text(), 'system /system/info')
})

t.test('gateway() adds the headers of OpenFaaS\'s gateway on both sides', async t => {
  const { url } = await startGateway(t, (req, res) => void res.end(JSON.stringify(req.headers)))
  const res = await fetch(`${url}/function/hello`)
  const seen = (await res.json()) as Record<string, string>
  t.equal(res.headers.get('x-call-id'), seen['x-call-id'])
  t.equal(res.headers.get('x-start-time'), seen['x-start-time'])
  t.equal(res.headers.get('x-served-by'), 'lua-ts/test')
  t.match(seen, { 'x-forwarded-host': url.slice('http://'.length), 'x-forwarded-for': /^127\.0\.0\.1:\d+$/ })
  const named = await fetch(`${url}/function/hello`, { headers: { 'X-Call-Id': 'mine' } })
  t.equal(named.headers.get('x-call-id'), null)
  t.match(await named.json(), { 'x-call-id': 'mine' })
})

t.test('gateway() says when the port is taken', async t => {
  const { port } = await startGateway(t, ok)
  const taken = startParts(standInFunctions({}), Number(port))
  await t.rejects(taken, CommandError)
  await t.rejects(taken, { message: `--port ${port}: Cannot listen on 127.0.0.1:${port} (another program listens there): choose another one with --port, 0 for any free one` })
})

t.test('gateway() serves other upgrades than WebSockets as plain requests', async t => {
  const { port } = await startGateway(t, (req, res) => void res.end(`upgrade ${req.headers.upgrade}`))
  const plain = await raw(port, 'GET /function/hello HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n')
  t.match(plain.text, /^HTTP\/1\.1 200 OK\r\n[^]*upgrade undefined/)
})

t.test('gateway() passes WebSockets on, counts them, and ends them with itself', async t => {
  const echo = await webSocketEcho(t)
  const { url, destroy } = await startParts(standInFunctions({ hello: echo.port }))
  const socket = new WebSocket(`${url.replace('http', 'ws')}/function/hello.dev/room?x=1`)
  const [greeting] = (await once(socket, 'message')) as [MessageEvent]
  t.equal(greeting.data, 'hello')
  t.equal(echo.asked[0]?.url, '/room?x=1')
  const other = new WebSocket(`${url.replace('http', 'ws')}/function/hello`)
  await once(other, 'message')
  other.close()
  await once(other, 'close')
  await until(async () => (await (await fetch(`${url}/metrics`)).text()).includes('gateway_function_invocation_total{function_name="hello",code="101"} 1'))
  destroy()
  await once(socket, 'close')
})

t.test('gateway() answers a WebSocket that is for no running function', async t => {
  const { port } = await startGateway(t, ok)
  for (const [path, answer] of [['/function/nope', /^HTTP\/1\.1 404 [^]*No function "nope"/], ['/function/down', /^HTTP\/1\.1 503 [^]*is not running/], ['/system/logs', /^HTTP\/1\.1 404 [^]*No WebSocket here/]] as const) {
    const refused = await raw(port, webSocketRequest(path))
    t.match(refused, { text: answer, error: undefined }, path)
  }
})

t.test('gateway() passes the first piece of a stream on within 50 ms, whatever its type', async t => {
  for (const type of ['text/event-stream', 'application/x-ndjson', 'text/plain']) {
    let sentMs = 0
    const { url, destroy } = await startGateway(t, (_req, res) => {
      res.writeHead(200, { 'Content-Type': type })
      setTimeout(() => {
        sentMs = performance.now()
        res.write('data: 1\n\n')
      }, 20)
    })
    const tookMs: number[] = []
    for (let i = 0; i < 10; i++) {
      const res = await fetch(`${url}/function/hello`)
      const reader = res.body?.getReader()
      t.equal(new TextDecoder().decode((await reader?.read())?.value), 'data: 1\n\n')
      tookMs.push(performance.now() - sentMs)
      await reader?.cancel()
    }
    // A busy machine may delay one, a buffer would delay all.
    t.ok(Math.min(...tookMs) < 50, `${type}: ${tookMs.map(ms => ms.toFixed(1)).join(' ')} ms`)
    destroy()
  }
})

t.test('gateway() streams in both directions at once', async t => {
  const { port } = await startGateway(t, (req, res) => {
    res.flushHeaders()
    req.pipe(res)
  })
  const req = request({ port, path: '/function/hello', method: 'POST', agent: false })
  req.flushHeaders()
  const [res] = (await once(req, 'response')) as [IncomingMessage]
  for (const piece of ['{"n":1}\n', '{"n":2}\n', '{"n":3}\n']) {
    req.write(piece)
    t.equal(String((await once(res, 'data'))[0]), piece, 'it is back before the next one leaves')
  }
  req.end()
  await once(res, 'end')
})

t.test('gateway() streams an upload no faster than the host reads it', async t => {
  let held: IncomingMessage | undefined
  let arrived = (): void => {}
  const reached = new Promise<void>(resolve => (arrived = resolve))
  let bytes = 0
  const { port } = await startGateway(t, (req, res) => {
    held = req.on('data', (chunk: Buffer) => (bytes += chunk.length)).pause()
    req.once('end', () => res.end(String(bytes)))
    arrived()
  })
  const total = 256 * 1024 * 1024
  const piece = Buffer.alloc(1024 * 1024)
  const req = request({ port, path: '/function/hello', method: 'POST', headers: { 'Content-Length': total }, agent: false })
  const answered = once(req, 'response') as Promise<[IncomingMessage]>
  req.flushHeaders()
  await reached
  let sent = 0
  const send = async (until: number): Promise<boolean> => {
    while (sent < until) {
      sent += piece.length
      if (req.write(piece)) continue
      const drained = await Promise.race([once(req, 'drain'), new Promise(resolve => setTimeout(resolve, 500, 'stuck'))])
      if (drained === 'stuck') return false
    }
    return true
  }
  t.equal(await send(total), false, 'the sender is held back')
  t.ok(sent < total / 2, `${sent} bytes were taken`)
  held?.resume()
  await once(req, 'drain')
  while (sent < total) await send(total)
  req.end()
  const [res] = await answered
  t.equal(String((await once(res, 'data'))[0]), String(total))
})

t.test('gateway() close() answers what is under way and takes no more', async t => {
  let finish = (): void => {}
  const { url, port, close } = await startGateway(t, (req, res) => {
    if (req.url !== '/slow') return void res.end('quick')
    res.write('started\n')
    finish = () => void res.end('done\n')
  })
  const agent = new Agent({ keepAlive: true })
  t.teardown(() => agent.destroy())
  const get = async (path: string): Promise<IncomingMessage> => {
    const [res] = (await once(request({ port, path, agent }).end(), 'response')) as [IncomingMessage]
    return res
  }
  ;(await get('/function/hello')).resume()
  const slow = await get('/function/hello/slow')
  const closed = close()
  await t.rejects(fetch(`${url}/healthz`))
  finish()
  let text = ''
  for await (const chunk of slow) text += String(chunk)
  t.equal(text, 'started\ndone\n')
  await closed
})
