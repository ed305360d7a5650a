import t from 'tap'
import { parse, parseAllDocuments } from 'yaml'
import { manifestsOf, manifestText } from '../../../src/manifests/manifests.ts'
import { deployed } from '../fixtures/deployed.ts'
import { manifestMistakes } from '../fixtures/manifest-mistakes.ts'

const kindsOf = (objects: readonly object[]): string[] => objects.map(object => (object as { kind: string }).kind)

t.test('manifestsOf() makes what was asked for', async t => {
  const fn = deployed(t)
  const plain = { format: 'kubernetes', namespace: undefined, prometheusUrl: 'http://prometheus:9090' } as const
  t.same(kindsOf(manifestsOf(fn, { format: 'function', namespace: undefined })), ['Function'])
  t.same(kindsOf(manifestsOf(fn, { ...plain, scaler: 'hpa' })), ['Deployment', 'Service', 'HorizontalPodAutoscaler'])
  t.same(kindsOf(manifestsOf(fn, { ...plain, scaler: 'keda' })), ['Deployment', 'Service', 'ScaledObject'])
  const unscaled = manifestsOf(fn, { ...plain, scaler: 'none' })
  t.same(kindsOf(unscaled), ['Deployment', 'Service'])
  t.match(unscaled[0], { spec: { replicas: 1 } })
})

t.test('manifestsOf() puts a function into its own namespace, else into the one asked for', async t => {
  const namespaces = (fields: object, namespace: string | undefined) =>
    manifestsOf(deployed(t, { ...fields }), { format: 'function', namespace }).map(object => (object as { metadata: { namespace: string } }).metadata.namespace)
  t.same(namespaces({}, undefined), ['openfaas-fn'])
  t.same(namespaces({}, 'shop'), ['shop'])
  t.same(namespaces({ namespace: 'own' }, 'shop'), ['own'])
})

t.test('manifestText() is read as what it was by readers of YAML 1.1 and 1.2', async t => {
  // What one of the two takes for a boolean, a number, a time or nothing when it isn't quoted.
  const environment = Object.fromEntries(['yes', 'on', 'true', '0o17', '017', '1_000', '1e3', '12:30:45', '~', 'null', '', '2026-11-23', ' a ', 'a: b', '# a', 'ü\n\tb', '{', '=', '<<'].map((value, i) => [`v${i}`, value]))
  const objects = manifestsOf(deployed(t, { environment }), { format: 'function', namespace: undefined })
  const text = manifestText(objects)
  t.same(parse(text), objects[0])
  t.same(parse(text, { version: '1.1' }), objects[0])
  t.equal(parseAllDocuments(manifestText([...objects, ...objects])).length, 2)
})

t.test('manifests with a field too many or of the wrong kind would be noticed', async t => {
  const objects = manifestsOf(deployed(t), { format: 'kubernetes', namespace: undefined, scaler: 'hpa', prometheusUrl: '' })
  for (const object of objects) {
    const { spec, ...rest } = object as { spec: object }
    t.same(manifestMistakes(object), [])
    t.same(manifestMistakes({ ...rest, spec: { ...spec, surplus: 1 } }), ['Unknown field /spec/surplus'])
    t.equal(manifestMistakes({ ...rest, spec: 'text' }).length, 1)
  }
})
