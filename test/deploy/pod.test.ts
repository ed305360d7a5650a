import t from 'tap'
import { deployment } from '../../src/manifests/deployment.ts'
import { freePort } from '../contract/support/free-port.ts'
import { deployed } from '../src/fixtures/deployed.ts'
import { handlerOf, hostProcess } from '../support/host-process.ts'

t.test('a host with the environment of its Pod answers where the manifest says, and ends within its grace', async t => {
  const environment = { port: String(await freePort()), metrics_port: String(await freePort()), write_timeout: '5s', healthcheck_interval: '500ms' }
  const { metadata, spec } = deployment(deployed(t, { environment }), 'shop', 1).spec!.template
  const [made] = spec!.containers
  const ports = new Map(made!.ports!.map(({ name, containerPort }) => [name, containerPort]))
  const settings = Object.fromEntries(made!.env!.map(({ name, value }) => [name, value!]))
  const host = await hostProcess(t, { settings: { ...settings, lua_handler: handlerOf('slow-cpu') } })

  for (const probe of [made!.startupProbe, made!.livenessProbe, made!.readinessProbe]) {
    const { path, port } = probe!.httpGet!
    t.equal((await fetch(`http://127.0.0.1:${ports.get(String(port))}${path}`)).status, 200, path!)
  }
  const metrics = await fetch(`http://127.0.0.1:${metadata!.annotations!['prometheus.io/port']}/metrics`)
  t.match(await metrics.text(), /^http_requests_in_flight 0$/m)
  t.equal(ports.get('metrics'), Number(environment.metrics_port))

  const slow = fetch(`http://127.0.0.1:${ports.get('http')}/?seconds=1`)
  await new Promise(resolve => setTimeout(resolve, 100))
  const startMs = performance.now()
  t.equal(await host.stop(), 0)
  t.equal((await slow).status, 200, 'a request that runs is answered')
  t.ok(performance.now() - startMs < spec!.terminationGracePeriodSeconds! * 1_000)
})
