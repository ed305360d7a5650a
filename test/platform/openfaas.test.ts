import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { lifecycle } from '../../template/lua-ts/host/lifecycle.ts'
import { metrics } from '../../template/lua-ts/host/metrics.ts'
import { readSettings } from '../../template/lua-ts/host/settings.ts'
import { openfaas } from '../../template/lua-ts/platform/openfaas.ts'
import { echo, eventually, served } from './served.ts'
import { exchange, get, wire } from './wire.ts'

const request = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'
const quiet = { host: () => {}, output: () => {}, record: () => {}, access: () => {}, flush: () => {} }

const statusOf = async (port: number, path: string) => Number((await get(port, path)).split(' ')[1])

t.test('start() logs what other programs read, with the real ports', async (t) => {
  const { port, metricsPort, tmpDir, lines } = await served(t, echo, { exec_timeout: '1m30s' })
  t.same(lines, [
    'Timeouts: read: 30s write: 30s hard: 1m30s health: 0s',
    `Listening on port: ${port}`,
    `Metrics listening on port: ${metricsPort}`,
    `Writing lock-file to: ${join(tmpDir, '.lock')}`,
  ])
  t.ok(existsSync(join(tmpDir, '.lock')))
})

t.test('start() serves the metrics of calls on the other port', async (t) => {
  const { port, metricsPort, access } = await served(t, echo)
  await get(port, '/')
  await eventually('the call’s end', () => access.length === 1)
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  t.match(text, /^http_requests_total\{code="200",method="get"\} 1$/m)
  t.match(text, /^http_requests_in_flight 0$/m)
  t.match(text, /^http_request_duration_seconds_count\{code="200",method="get"\} 1$/m)
})

t.test('start() rejects, and leaves nothing open, when a port is taken', async (t) => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, resolve))
  t.teardown(() => other.close())
  const taken = String((other.address() as AddressInfo).port)
  for (const [name, env] of [
    ['port', { port: taken, metrics_port: '0' }],
    ['metrics_port', { port: '0', metrics_port: taken }],
  ] as const) {
    const tmpDir = t.testdir()
    const settings = readSettings({ ...env, TMPDIR: tmpDir })
    const life = lifecycle({ ...settings, log: quiet })
    const platform = openfaas({ settings, invoke: echo, lifecycle: life, log: quiet, metrics: metrics() })
    await t.rejects(platform.start(), { name: 'ConfigError', message: new RegExp(`^Cannot listen on ${name}=${taken}: `) })
    t.notOk(existsSync(join(tmpDir, '.lock')), 'nobody was told that the function is ready')
  }
})

t.test('start() rejects when the lock file can’t be written', async (t) => {
  const dir = t.testdir({ file: 'x' })
  const settings = readSettings({ port: '0', metrics_port: '0', TMPDIR: join(dir, 'file') })
  const life = lifecycle({ ...settings, log: quiet })
  const platform = openfaas({ settings, invoke: echo, lifecycle: life, log: quiet, metrics: metrics() })
  await t.rejects(platform.start(), { name: 'ConfigError', message: /^Cannot write lock file / })
})

t.test('openfaas() turns away what is beyond max_inflight, counts it, and serves again afterwards', async (t) => {
  const gate = Promise.withResolvers<void>()
  const { port, access, metrics } = await served(t, (call) => gate.promise.then(() => echo(call)), { max_inflight: '1' })
  const first = wire(port, request)
  await eventually('the call', () => metrics.inFlight === 1)
  const text = await get(port, '/')
  t.match(text, /^HTTP\/1\.1 429 Too Many Requests\r\nContent-Type: text\/plain\r\nX-OpenFaaS-Internal: lua-ts\r\n/)
  t.match(text, /\r\n\r\nConcurrent request limit exceeded\. Max concurrent requests: 1\n$/)
  gate.resolve()
  await first.read(/GET/)
  first.socket.destroy()
  t.equal(await statusOf(port, '/'), 200)
  t.same(
    access.map(({ status }) => status),
    [429, 200, 200],
  )
})

t.test('openfaas() gives its slot back when a client leaves its stream', async (t) => {
  const { port, metrics } = await served(
    t,
    async ({ reply }) => {
      reply.head(200, ['Content-Type', 'text/event-stream'])
      for (;;) {
        await reply.write(Buffer.from('data: x\n\n'))
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    },
    { max_inflight: '1' },
  )
  for (let round = 0; round < 3; round++) {
    const client = wire(port, 'GET / HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n')
    await client.read(/200 OK[^]*data: x/)
    client.socket.destroy()
    await eventually('the call’s end', () => metrics.inFlight === 0)
  }
})

t.test('drain() serves on for healthcheck_interval while probes say no, then lets calls end', async (t) => {
  const gate = Promise.withResolvers<void>()
  const { port, metricsPort, lines, platform, tmpDir } = await served(
    t,
    async (call) => {
      if (call.event.path === '/slow') await gate.promise
      await echo(call)
    },
    { healthcheck_interval: '500ms' },
  )
  const idle = wire(port, request)
  await idle.read(/GET/)
  const slow = wire(port, 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  const draining = platform.drain()
  t.equal(platform.drain(), draining, 'a second signal changes nothing')
  t.notOk(existsSync(join(tmpDir, '.lock')))
  t.equal(await statusOf(port, '/_/health'), 503)
  t.equal(await statusOf(port, '/_/ready'), 503)
  idle.send(request)
  await idle.read(/GET[^]*GET/)
  t.notMatch(idle.text, /Connection: close/)
  t.equal(await statusOf(port, '/'), 200)

  t.equal((await idle.end()).ending, 'closed', 'idle connections close with the listener')
  await t.rejects(fetch(`http://127.0.0.1:${port}/`))
  t.equal((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status, 200)
  gate.resolve()
  t.match(await slow.end(), { text: /200 OK[^]*Connection: close\r\n[^]*GET \/slow/, ending: 'closed' })
  t.equal(await draining, true)
  t.same(lines.slice(-4), [
    'SIGTERM: no new connections in 500ms',
    `Removing lock-file : ${join(tmpDir, '.lock')}`,
    'No new connections allowed, draining: 1 requests',
    'Exiting. Active connections: 0',
  ])
})

t.test('drain() still serves a request that was on its way on an open connection, as the last one there', async (t) => {
  const gate = Promise.withResolvers<void>()
  const { port, platform, lifecycle, metrics } = await served(t, async (call) => {
    if (call.event.path === '/slow') await gate.promise
    await echo(call)
  })
  const slow = wire(port, 'GET /slow HTTP/1.1\r\nHost: a\r\n\r\n')
  const client = wire(port, request)
  await client.read(/GET \//)
  await eventually('the slow call', () => metrics.inFlight === 1)
  const draining = platform.drain()
  await eventually('the listener to close', () => lifecycle.closing)
  client.send(request)
  t.match((await client.end()).text, /200 OK[^]*GET \/ [^]*200 OK\r\n[^]*Connection: close\r\n[^]*GET \/ /)
  gate.resolve()
  t.match((await slow.end()).text, /200 OK[^]*Connection: close/)
  t.equal(await draining, true)
})

t.test('drain() cuts calls that outlast write_timeout, says so, and is false', async (t) => {
  const { port, lines, platform, metrics } = await served(t, () => new Promise(() => {}), { write_timeout: '300ms' })
  const client = wire(port, request)
  await eventually('the call', () => metrics.inFlight === 1)
  const draining = platform.drain()
  t.match(await client.end(), { text: '' })
  t.equal(await draining, false)
  t.same(lines.slice(-2), [
    'write_timeout of 300ms exceeded while draining: cutting 1 requests',
    'Exiting. Active connections: 1',
  ])
})

t.test('close() ends everything at once', async (t) => {
  const { port, metricsPort, platform } = await served(t, () => new Promise(() => {}))
  const client = wire(port, request)
  await new Promise((resolve) => setTimeout(resolve, 30))
  await platform.close()
  await client.end()
  await t.rejects(exchange(port, request).then((text) => (text === '' ? Promise.reject(new Error('refused')) : text)))
  await t.rejects(fetch(`http://127.0.0.1:${metricsPort}/metrics`))
})
