import t from 'tap'
import { handlerOf, hostProcess } from '../support/host-process.ts'

t.test('slow-cpu', async (t) => {
  const host = await hostProcess(t, { settings: { lua_handler: handlerOf('slow-cpu') } })

  t.test('answers with what it computed', async (t) => {
    const response = await fetch(`${host.url}/?n=20`)
    t.equal(response.headers.get('content-type'), 'application/json')
    t.match(await response.json(), { n: 20, fibonacci: 6765, seconds: Number })
  })

  t.test('holds up nobody while it computes', async (t) => {
    const busy = fetch(`${host.url}/?seconds=3`).then(async (response) => (await response.json()) as { rounds: number })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const startedMs = performance.now()
    const health = await fetch(`${host.url}/_/health`)
    const small = await fetch(`${host.url}/?n=10`)
    const tookMs = performance.now() - startedMs
    t.equal(health.status, 200, 'the health check is answered')
    t.match(await small.json(), { fibonacci: 55 }, 'another request is answered')
    t.ok(tookMs < 1500, `both took ${Math.round(tookMs)} ms beside 3 s of computing`)
    t.ok((await busy).rounds > 1000, 'the busy one ends as well')
    t.match(await (await fetch(host.metricsUrl)).text(), /^lua_slices_total [1-9]\d+$/m, 'it was interrupted again and again')
  })

  t.test('refuses what is no number', async (t) => {
    const response = await fetch(`${host.url}/?n=many`)
    t.equal(response.status, 400)
    t.equal(await response.text(), 'n must be a number from 0 to 40')
  })
})

t.test('slow-cpu is ended when exec_timeout has passed', async (t) => {
  const host = await hostProcess(t, { settings: { lua_handler: handlerOf('slow-cpu'), exec_timeout: '300ms' } })
  const response = await fetch(`${host.url}/?seconds=20`)
  t.equal(response.status, 504)
  t.match(await host.line(/exec_timeout of 300ms exceeded/), /exec_timeout/)
  t.equal((await fetch(`${host.url}/?n=5`)).status, 200, 'the host goes on')
})
