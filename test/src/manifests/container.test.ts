import t from 'tap'
import { container } from '../../../src/manifests/container.ts'
import { deployed } from '../fixtures/deployed.ts'

t.test('container() probes health and readiness apart', async t => {
  const { startupProbe, livenessProbe, readinessProbe } = container(deployed(t, { environment: { lua_load_timeout: '10s' } }))
  t.match(startupProbe, { httpGet: { path: '/_/health', port: 'http' }, periodSeconds: 1, failureThreshold: 25 })
  t.match(livenessProbe, { httpGet: { path: '/_/health', port: 'http' }, timeoutSeconds: 1, failureThreshold: 3 })
  t.match(readinessProbe, { httpGet: { path: '/_/ready', port: 'http' }, timeoutSeconds: 1 })
  t.match(container(deployed(t, { environment: { lua_load_timeout: '0' } })).startupProbe, { failureThreshold: 600 }, 'no limit is not for ever')
})

t.test('container() has no rights, and one place to write to', async t => {
  const { securityContext, volumeMounts } = container(deployed(t))
  t.same(securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } })
  t.same(volumeMounts, [{ name: 'tmp', mountPath: '/tmp' }])
})

t.test('container() follows the settings', async t => {
  const environment = { port: '3000', metrics_port: '0', TMPDIR: '/work', secrets_dir: '/keys', greeting: 'hi' }
  const made = container(deployed(t, { environment, secrets: ['api-key'], limits: { memory: '1Gi' } }))
  t.same(made.ports, [{ name: 'http', containerPort: 3000 }], 'without a server of metrics there is no port of it')
  t.same(made.volumeMounts, [{ name: 'tmp', mountPath: '/work' }, { name: 'secrets', mountPath: '/keys', readOnly: true }])
  t.same(made.resources, { requests: { cpu: '100m', memory: '1Gi' }, limits: { memory: '1Gi' } })
  t.same(made.env?.map(({ name }) => name), ['OPENFAAS_NAME', 'TMPDIR', 'greeting', 'metrics_port', 'port', 'secrets_dir'], 'variables in a fixed order')
})
