import t from 'tap'
import { busyCpuMilli, requestsOf } from '../../../src/manifests/resources.ts'
import { deployed } from '../fixtures/deployed.ts'

t.test('requestsOf() grows with the workers', async t => {
  t.same(requestsOf(deployed(t)), { cpu: '100m', memory: '128Mi' })
  t.same(requestsOf(deployed(t, { environment: { lua_workers: '4' } })), { cpu: '400m', memory: '416Mi' })
})

t.test('requestsOf() gives way to what the stack file says', async t => {
  t.same(requestsOf(deployed(t, { requests: { cpu: '1' } })), { cpu: '1', memory: '128Mi' })
  t.same(requestsOf(deployed(t, { limits: { memory: '64Mi' } })), { cpu: '100m', memory: '64Mi' }, 'a request above its limit would be refused')
})

t.test('busyCpuMilli() is a share of the cores that a replica can use', async t => {
  t.equal(busyCpuMilli(deployed(t)), 700)
  t.equal(busyCpuMilli(deployed(t, { environment: { lua_workers: '4' } })), 2_800)
  t.equal(busyCpuMilli(deployed(t, { limits: { cpu: '500m' } })), 350)
  t.equal(busyCpuMilli(deployed(t, { limits: { cpu: '0.2' } })), 140)
})
