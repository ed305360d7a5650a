import t from 'tap'
import { gatewayMetrics } from '../../../src/gateway/gateway-metrics.ts'
import { answerMetrics } from '../../../src/gateway/metrics-pages.ts'
import { listening } from '../fixtures/listening.ts'

t.test('answerMetrics() shows the gateway\'s metrics and those of every host', async t => {
  const host = await listening(t, (_req, res) => void res.setHeader('Content-Type', 'text/plain; version=0.0.4').end('lua_x 1\n'))
  const functions = { all: () => [{ name: 'hello', metricsPorts: () => [host, 1] }] }
  const metrics = gatewayMetrics(() => [])
  const port = await listening(t, (req, res) => void answerMetrics(res, req.url ?? '', 'gw:8080', functions, metrics))
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  t.match(await (await get('/metrics')).text(), '# TYPE gateway_functions_seconds histogram')
  const own = await get('/metrics/hello')
  t.equal(own.headers.get('content-type'), 'text/plain; version=0.0.4')
  t.equal(await own.text(), 'lua_x 1\n')
  t.equal((await get('/metrics/hello/1')).status, 502)
  t.equal((await get('/metrics/hello/2')).status, 404)
  t.equal((await get('/metrics/other')).status, 404)
  t.same(await (await get('/metrics-targets')).json(), [0, 1].map(index => ({
    targets: ['gw:8080'],
    labels: { __metrics_path__: `/metrics/hello/${index}`, function_name: 'hello', instance: `hello/${index}` },
  })))
})
