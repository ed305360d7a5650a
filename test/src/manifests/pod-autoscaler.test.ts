import t from 'tap'
import { podAutoscaler } from '../../../src/manifests/pod-autoscaler.ts'
import { deployed } from '../fixtures/deployed.ts'
import { manifestMistakes } from '../fixtures/manifest-mistakes.ts'

t.test('podAutoscaler() scales by cores in use', async t => {
  const made = podAutoscaler(deployed(t, { environment: { lua_workers: '2' }, labels: { 'com.openfaas.scale.min': '2', 'com.openfaas.scale.max': '8' } }), undefined)
  t.same(manifestMistakes(made), [])
  t.match(made.spec, {
    scaleTargetRef: { kind: 'Deployment', name: 'hello' },
    minReplicas: 2,
    maxReplicas: 8,
    metrics: [{ resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '1400m' } } }],
  })
})
