import t from 'tap'
import { readDeployedFunction } from '../../../src/manifests/deployed-function.ts'
import { deployed } from '../fixtures/deployed.ts'

t.test('readDeployedFunction() completes what a stack file leaves out', async t => {
  const { settings, ...fn } = deployed(t)
  t.same(fn, {
    name: 'hello',
    image: 'me/hello:1',
    namespace: undefined,
    environment: {},
    secrets: [],
    labels: {},
    annotations: {},
    constraints: [],
    limits: {},
    requests: {},
    readOnlyRoot: true,
    replicas: { min: 1, max: 20 },
  })
  t.match(settings, { port: 8080, writeTimeoutMs: 15_000, healthcheckIntervalMs: 5_000, luaWorkers: 1 }, 'settings are those of the image')
})

t.test('readDeployedFunction() reads all that a cluster looks at', async t => {
  const fn = deployed(t, {
    environment: { write_timeout: '1m', lua_workers: '4' },
    secrets: ['api-key'],
    labels: { 'com.openfaas.scale.min': '2', 'com.openfaas.scale.max': '3' },
    constraints: ['kubernetes.io/arch=amd64'],
    limits: { cpu: '1.5', memory: '1Gi' },
    requests: { cpu: '250m', memory: '128Mi' },
    readonly_root_filesystem: 'false',
    namespace: 'shop',
  })
  t.match(fn, {
    namespace: 'shop',
    secrets: ['api-key'],
    constraints: ['kubernetes.io/arch=amd64'],
    limits: { cpu: '1.5', memory: '1Gi' },
    requests: { cpu: '250m', memory: '128Mi' },
    readOnlyRoot: false,
    replicas: { min: 2, max: 3 },
    settings: { writeTimeoutMs: 60_000, healthcheckIntervalMs: 5_000, luaWorkers: 4 },
  })
})

t.test('readDeployedFunction() complains about all that a cluster or the host would refuse', async t => {
  const dir = t.testdir({ hello: { 'handler.lua': '' } })
  const complaints: string[] = []
  const entry = {
    lang: 'lua-ts',
    handler: './hello',
    environment: { exec_timeout: 'soon', lua_slize: '1ms' },
    secrets: ['Api_Key'],
    labels: { 'com.openfaas.scale.min': '5', 'com.openfaas.scale.max': '3' },
    constraints: ['amd64'],
    limits: { cpu: 'much', memory: '128MB', gpu: '1' },
    readonly_root_filesystem: 'yes',
  }
  readDeployedFunction('He.llo', entry, { dir, place: 'here', complain: (place, what) => complaints.push(`${place}: ${what}`) })
  const expected = [
    /^here: Bad name "He.llo" for Kubernetes/,
    /^here\.environment: exec_timeout="soon": Cannot parse duration/,
    /^here\.environment: lua_slize="1ms": Unknown setting, did you mean lua_slice\?$/,
    /^here\.secrets: Bad name "Api_Key" for Kubernetes/,
    /^here\.labels: com\.openfaas\.scale\.min is 5, more than/,
    /^here\.constraints: Bad constraint "amd64"/,
    /^here\.limits\.cpu: Bad quantity "much"/,
    /^here\.limits\.memory: Bad quantity "128MB"/,
    /^here\.limits\.gpu: Unknown/,
    /^here\.image: Missing/,
    /^here\.readonly_root_filesystem: Must be true or false, not "yes"$/,
  ]
  for (const pattern of expected) t.ok(complaints.some(text => pattern.test(text)), String(pattern))
  t.equal(complaints.length, expected.length, complaints.join('\n'))
})
