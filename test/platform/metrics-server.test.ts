import type { AddressInfo } from 'node:net'
import { Gauge, Registry } from 'prom-client'
import t, { type Test } from 'tap'
import { metricsServer } from '../../template/lua-ts/platform/metrics-server.ts'

const listening = async (t: Test, registry: Registry): Promise<string> => {
  const server = metricsServer(() => registry)
  await new Promise<void>((resolve) => server.listen(0, resolve))
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

t.test('metricsServer() serves the registry at /metrics, with or without a query', async (t) => {
  const registry = new Registry()
  new Gauge({ name: 'lua_memory_bytes', help: 'Bytes', registers: [registry] }).set(7)
  const url = await listening(t, registry)
  for (const path of ['/metrics', '/metrics?x=1']) {
    const answer = await fetch(url + path)
    t.equal(answer.status, 200)
    t.equal(answer.headers.get('content-type'), registry.contentType)
    t.match(await answer.text(), /^lua_memory_bytes 7$/m)
  }
})

t.test('metricsServer() answers 404 as Go does to any other path', async (t) => {
  const url = await listening(t, new Registry())
  for (const path of ['/', '/metrics/', '/debug/vars']) {
    const answer = await fetch(url + path)
    t.equal(answer.status, 404)
    t.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8')
    t.equal(await answer.text(), '404 page not found\n')
  }
})

t.test('metricsServer() answers 500 when a metric can’t be collected', async (t) => {
  const registry = new Registry()
  const collect = () => {
    throw new Error('no memory')
  }
  new Gauge({ name: 'a', help: 'A', registers: [registry], collect })
  const answer = await fetch(`${await listening(t, registry)}/metrics`)
  t.equal(answer.status, 500)
  t.equal(await answer.text(), 'Cannot collect metrics: no memory\n')
})
