import t from 'tap'
import { gatewayMetrics } from '../../../src/gateway/gateway-metrics.ts'

t.test('gatewayMetrics() counts under the names of OpenFaaS\'s gateway', async t => {
  const metrics = gatewayMetrics(() => [{ name: 'hello', replicas: () => 3 }])
  metrics.called('hello')(200)
  metrics.called('hello')
  metrics.managed('GET', 200, 0.01)
  const text = await metrics.text()
  for (const line of [
    'gateway_function_invocation_started{function_name="hello"} 2',
    'gateway_function_invocation_total{function_name="hello",code="200"} 1',
    'gateway_functions_seconds_count{function_name="hello",code="200"} 1',
    'gateway_service_count{function_name="hello"} 3',
    'http_requests_total{method="GET",code="200"} 1',
    'http_request_duration_seconds_count{method="GET",code="200"} 1',
  ]) t.ok(text.includes(`${line}\n`), line)
  t.equal(metrics.invocations('hello'), 1)
  t.equal(metrics.invocations('other'), 0)
})
