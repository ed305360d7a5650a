import t from 'tap'
import { deployment, graceSeconds } from '../../../src/manifests/deployment.ts'
import { deployed } from '../fixtures/deployed.ts'
import { manifestMistakes } from '../fixtures/manifest-mistakes.ts'

t.test('graceSeconds() is longer than the host takes to end', async t => {
  t.equal(graceSeconds(deployed(t)), 25)
  t.equal(graceSeconds(deployed(t, { environment: { write_timeout: '1m30s', healthcheck_interval: '500ms' } })), 96)
})

t.test('deployment() is one that Kubernetes takes', async t => {
  t.same(manifestMistakes(deployment(deployed(t), undefined, undefined)), [])
  const full = deployed(t, { secrets: ['a', 'b'], constraints: ['kubernetes.io/arch=amd64', 'disk==ssd'], environment: { a: 'b' }, limits: { cpu: '1' }, annotations: { topic: 'x' }, labels: { team: 'shop' } })
  const made = deployment(full, 'shop', 2)
  t.same(manifestMistakes(made), [])
  t.equal(made.spec?.replicas, 2)
  t.same(made.spec?.template.spec?.nodeSelector, { 'kubernetes.io/arch': 'amd64', disk: 'ssd' })
  t.match(made.spec?.template.spec?.volumes, [{ name: 'tmp' }, { projected: { sources: [{ secret: { name: 'a' } }, { secret: { name: 'b' } }] } }])
  t.match(made.spec?.template.metadata, { labels: { team: 'shop', faas_function: 'hello' }, annotations: { topic: 'x', 'prometheus.io/scrape': 'true' } })
})

t.test('deployment() leaves the number of replicas to who decides it', async t => {
  t.notOk(Object.hasOwn(deployment(deployed(t), undefined, undefined).spec ?? {}, 'replicas'))
})

t.test('deployment() mounts every volume that it has, and has every volume that it mounts', async t => {
  const { spec } = deployment(deployed(t, { secrets: ['a'] }), undefined, 1)
  const [made] = spec?.template.spec?.containers ?? []
  t.same(made?.volumeMounts?.map(({ name }) => name), spec?.template.spec?.volumes?.map(({ name }) => name))
})
