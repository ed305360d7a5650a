import t from 'tap'
import { deployment } from '../../../src/manifests/deployment.ts'
import { service } from '../../../src/manifests/service.ts'
import { deployed } from '../fixtures/deployed.ts'
import { manifestMistakes } from '../fixtures/manifest-mistakes.ts'

t.test('service() finds the Pods of the deployment, whatever port the host listens on', async t => {
  const fn = deployed(t, { environment: { port: '3000' }, labels: { team: 'shop' } })
  const made = service(fn, 'shop')
  const { spec } = deployment(fn, 'shop', 1)
  t.same(manifestMistakes(made), [])
  t.same(made.spec?.selector, spec?.selector.matchLabels)
  t.match(spec?.template.metadata?.labels, made.spec?.selector)
  t.same(made.spec?.ports, [{ name: 'http', port: 8080, targetPort: 'http' }])
})
