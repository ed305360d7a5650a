import t from 'tap'
import { scaledObject } from '../../../src/manifests/scaled-object.ts'
import { deployed } from '../fixtures/deployed.ts'
import { manifestMistakes } from '../fixtures/manifest-mistakes.ts'

t.test('scaledObject() asks Prometheus for the cores in use', async t => {
  const made = scaledObject(deployed(t), undefined, 'http://prometheus:9090')
  t.same(manifestMistakes(made), [])
  t.same(made.spec.triggers, [
    { type: 'prometheus', metadata: { serverAddress: 'http://prometheus:9090', query: 'sum(rate(process_cpu_seconds_total{faas_function="hello"}[1m]))', threshold: '0.7' } },
  ])
})

t.test('scaledObject() asks for the requests in flight where they are bounded', async t => {
  const made = scaledObject(deployed(t, { environment: { max_inflight: '50' } }), 'shop', 'http://prometheus:9090')
  t.same(manifestMistakes(made), [])
  t.match(made.spec.triggers[1], { metadata: { query: 'sum(http_requests_in_flight{faas_function="hello",namespace="shop"})', threshold: '35' } })
  const narrow = scaledObject(deployed(t, { environment: { max_inflight: '1' } }), 'shop', 'http://prometheus:9090')
  t.match(narrow.spec.triggers[1], { metadata: { threshold: '1' } }, 'never 0, which would want replicas without end')
})
