import t from 'tap'
import { graceWarning } from '../../../src/manifests/grace-warning.ts'
import { deployed } from '../fixtures/deployed.ts'

t.test('graceWarning() is silent when the slowest request is answered in time', async t => {
  t.equal(graceWarning(deployed(t)), undefined)
  t.equal(graceWarning(deployed(t, { environment: { write_timeout: '60s', exec_timeout: '57s' } })), undefined)
})

t.test('graceWarning() says what OpenFaaS would cut', async t => {
  t.match(graceWarning(deployed(t, { environment: { write_timeout: '60s', exec_timeout: '60s' } })), /^hello: A Pod that ends may need 1m5s .* kills it after 1m2s: /)
  t.match(graceWarning(deployed(t, { environment: { healthcheck_interval: '25s' } })), /may need 35s .* after 30s/)
  t.match(graceWarning(deployed(t, { environment: { healthcheck_interval: '20s', exec_timeout: '0' } })), /may need 35s/, 'without exec_timeout write_timeout is the limit')
})
