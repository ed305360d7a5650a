import { readFileSync } from 'node:fs'
import { mock } from 'node:test'

import { register } from 'prom-client'
import t from 'tap'

import { metrics, registerSoon } from '../../template/lua-ts/host/metrics.ts'

/** The lines of the three metrics that of-watchdog has. */
const httpLines = (page: string): string[] => page.split('\n').filter((line) => /^(# \w+ )?http_/.test(line))

t.test('metrics() is the page of of-watchdog when nothing was called', async (t) => {
  t.same(httpLines(await (await metrics().registry()).metrics()), [
    '# HELP http_request_duration_seconds Seconds spent serving HTTP requests.',
    '# TYPE http_request_duration_seconds histogram',
    '# HELP http_requests_in_flight total HTTP requests in-flight',
    '# TYPE http_requests_in_flight gauge',
    'http_requests_in_flight 0',
    '# HELP http_requests_total total HTTP requests processed',
    '# TYPE http_requests_total counter',
  ])
})

t.test('metrics() is the page of of-watchdog when there were calls', async (t) => {
  const kept = metrics()
  for (let i = 0; i < 4; i++) kept.started()
  kept.finished('GET', 200, 0.25)
  kept.finished('GET', 200, 0.5)
  kept.finished('PURGE', 0, 0.125)
  const bounds = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf']
  const histogram = (labels: string, counts: readonly number[], sum: number): string[] => [
    ...bounds.map((bound, i) => `http_request_duration_seconds_bucket{${labels},le="${bound}"} ${counts[i]}`),
    `http_request_duration_seconds_sum{${labels}} ${sum}`,
    `http_request_duration_seconds_count{${labels}} ${counts.at(-1)}`,
  ]
  t.same(httpLines(await (await kept.registry()).metrics()).filter((line) => !line.startsWith('#')), [
    ...histogram('code="200",method="get"', [0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2], 0.75),
    ...histogram('code="unknown",method="unknown"', [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1], 0.125),
    'http_requests_in_flight 1',
    'http_requests_total{code="200",method="get"} 2',
    'http_requests_total{code="unknown",method="unknown"} 1',
  ])
})

t.test('metrics() gives the same numbers when it is scraped again', async (t) => {
  const kept = metrics()
  kept.started()
  kept.finished('GET', 200, 1)
  t.same(httpLines(await (await kept.registry()).metrics()), httpLines(await (await kept.registry()).metrics()))
})

t.test('metrics() knows how many calls run', async (t) => {
  const kept = metrics()
  t.equal(kept.inFlight, 0)
  kept.started()
  kept.started()
  t.equal(kept.inFlight, 2)
  kept.finished('GET', 200, 0)
  t.equal(kept.inFlight, 1)
})

t.test('metrics() passes on what Lua does', async (t) => {
  const kept = metrics({ memoryBytes: () => 4096 })
  kept.handled(0.001)
  kept.sliced()
  kept.deadline()
  kept.failed('DeadlineError')
  kept.loaded(0.5, 'fengari', '5.3')
  const page = await (await kept.registry()).metrics()
  for (const line of [
    'lua_handler_seconds_count 1',
    'lua_slices_total 1',
    'lua_deadline_kills_total 1',
    'lua_errors_total{kind="DeadlineError"} 1',
    'lua_memory_bytes 4096',
    'lua_load_seconds 0.5',
    'lua_engine_info{engine="fengari",version="5.3"} 1',
  ]) {
    t.match(page, `\n${line}\n`)
  }
})

t.test('metrics() keeps to a registry of its own', async (t) => {
  const [one, other] = [metrics(), metrics()]
  one.started()
  t.equal(other.inFlight, 0)
  t.match(await (await other.registry()).metrics(), '\nhttp_requests_in_flight 0\n')
  t.same(register.getMetricsAsArray(), [])
})

t.test('metrics() writes each value as Prometheus reads it', async (t) => {
  const registry = await metrics().registry()
  await registry.metrics()
  const wrong = (await registry.metrics())
    .split('\n')
    .filter((line) => line !== '' && !/^(# .*|[a-z0-9_]+(\{[^}]*\})? (-?\d+(\.\d+)?(e[+-]\d+)?|NaN))$/.test(line))
  t.same(wrong, [])
})

interface Described {
  readonly name: string
  readonly type: string
  readonly labelNames?: readonly string[]
}

t.test('metrics() has what docs/metrics.md lists', { skip: process.platform !== 'linux' && 'lists those of Linux' }, async (t) => {
  const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')
  const rows = page.matchAll(/^\| `(\w+)` \| (\w+) \| ([^|]*)\| [^|]+\.[^|]* \|$/gm)
  // Those of several processes are on the page of the first one, which has no handler.
  const listed = [...rows].filter(([, name]) => !name!.startsWith('lua_worker')).map(([, name, type, labels = '']) => `${name} ${type} ${labels.replaceAll(/[`\s]/g, '')}`)
  const registered = ((await metrics().registry()).getMetricsAsArray() as unknown as Described[]).map(
    ({ name, type, labelNames = [] }) => `${name} ${type} ${labelNames.join(',')}`,
  )
  t.same(listed.toSorted(), registered.toSorted())
})

t.test('registerSoon() has the registry made, but not at once', async (t) => {
  let made = 0
  mock.timers.enable({ apis: ['setTimeout'] })
  t.teardown(() => mock.timers.reset())
  const kept = metrics()
  registerSoon({ registry: () => (made++, kept.registry()) })
  mock.timers.tick(100)
  t.equal(made, 0)
  mock.timers.tick(1000)
  t.equal(made, 1)
  t.equal(await kept.registry(), await kept.registry(), 'once')
})
