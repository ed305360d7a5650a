import t from 'tap'
import { handlerOf, hostProcess } from '../support/host-process.ts'

t.test('sse', async (t) => {
  const host = await hostProcess(t, { settings: { lua_handler: handlerOf('sse') } })

  t.test('sends the events that were asked for', async (t) => {
    const response = await fetch(`${host.url}/?count=3&interval_ms=1`)
    t.equal(response.headers.get('content-type'), 'text/event-stream')
    t.equal(response.headers.get('cache-control'), 'no-store')
    const events = (await response.text()).split('\n\n')
    t.same(events, ['id: 1\nevent: tick\ndata: 1 of 3', 'id: 2\nevent: tick\ndata: 2 of 3', 'id: 3\nevent: tick\ndata: 3 of 3', ''])
  })

  t.test('sends each event when it happens', async (t) => {
    const startedMs = performance.now()
    const response = await fetch(`${host.url}/?count=2&interval_ms=1500`)
    const reader = response.body!.getReader()
    const first = await reader.read()
    const firstMs = performance.now() - startedMs
    t.match(Buffer.from(first.value!).toString(), /^id: 1\n/)
    t.ok(firstMs < 1400, `the first event came after ${Math.round(firstMs)} ms`)
    await reader.read()
    t.ok(performance.now() - startedMs >= 1490, 'the second one came an interval later')
    await reader.cancel()
  })

  t.test('stops when the client goes away', async (t) => {
    const client = new AbortController()
    const response = await fetch(`${host.url}/?count=100000&interval_ms=20`, { signal: client.signal })
    await response.body!.getReader().read()
    client.abort()
    await host.line(/client gone after [1-9]\d* events$/)
    t.match(await (await fetch(host.metricsUrl)).text(), /^http_requests_in_flight 0$/m)
  })

  t.test('lets a hundred clients wait side by side', async (t) => {
    const startedMs = performance.now()
    const answers = await Promise.all(Array.from({ length: 100 }, async () => await (await fetch(`${host.url}/?count=2&interval_ms=500`)).text()))
    t.equal(answers.filter((text) => text.includes('data: 2 of 2')).length, 100)
    t.ok(performance.now() - startedMs < 25_000, 'one after the other they would take 50 s')
  })

  t.test('refuses what is no number', async (t) => {
    const response = await fetch(`${host.url}/?count=many`)
    t.equal(response.status, 400)
    t.equal(await response.text(), 'count must be a whole number from 0 to 100000')
  })
})
