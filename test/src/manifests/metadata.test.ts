import t from 'tap'
import { metadataOf, scrapeAnnotations } from '../../../src/manifests/metadata.ts'
import { deployed } from '../fixtures/deployed.ts'

t.test('scrapeAnnotations() shows Prometheus the metrics', async t => {
  const fn = deployed(t, { annotations: { topic: 'news' }, environment: { metrics_port: '9000' } })
  t.same(scrapeAnnotations(fn), { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9000', topic: 'news' })
})

t.test('scrapeAnnotations() leaves the stack file\'s own as they are', async t => {
  for (const name of ['prometheus.io.scrape', 'prometheus.io/scrape']) t.same(scrapeAnnotations(deployed(t, { annotations: { [name]: 'false' } })), { [name]: 'false' })
})

t.test('metadataOf() keeps labels, and the name of the function among them', async t => {
  const fn = deployed(t, { labels: { team: 'shop', faas_function: 'other' } })
  t.same(metadataOf(fn, 'shop'), { name: 'hello', namespace: 'shop', labels: { team: 'shop', faas_function: 'hello' } })
  t.same(metadataOf(fn, undefined), { name: 'hello', labels: { team: 'shop', faas_function: 'hello' } })
})
