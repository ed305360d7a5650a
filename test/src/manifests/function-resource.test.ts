import t from 'tap'
import { functionResource } from '../../../src/manifests/function-resource.ts'
import { deployed } from '../fixtures/deployed.ts'
import { manifestMistakes } from '../fixtures/manifest-mistakes.ts'

t.test('functionResource() adds what the host has to offer', async t => {
  const resource = functionResource(deployed(t), 'openfaas-fn')
  t.same(manifestMistakes(resource), [])
  t.same(resource, {
    apiVersion: 'openfaas.com/v1',
    kind: 'Function',
    metadata: { name: 'hello', namespace: 'openfaas-fn' },
    spec: {
      name: 'hello',
      image: 'me/hello:1',
      annotations: { 'com.openfaas.ready.http.path': '/_/ready', 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8081' },
      requests: { cpu: '100m', memory: '128Mi' },
      readOnlyRootFilesystem: true,
    },
  })
})

t.test('functionResource() keeps what the stack file says', async t => {
  const given = {
    environment: { greeting: 'hi' },
    labels: { team: 'shop' },
    limits: { cpu: '1', memory: '256Mi' },
    requests: { cpu: '200m', memory: '200Mi' },
    constraints: ['disk=ssd'],
    secrets: ['api-key'],
  }
  const resource = functionResource(deployed(t, { ...given, annotations: { 'com.openfaas.ready.http.path': '/up' }, readonly_root_filesystem: 'false' }), 'fn')
  t.same(manifestMistakes(resource), [])
  t.match(resource.spec, { ...given, annotations: { 'com.openfaas.ready.http.path': '/up' }, readOnlyRootFilesystem: false })
})
