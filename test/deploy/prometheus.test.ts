import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { parse } from 'yaml'
import { scaledObject } from '../../src/manifests/scaled-object.ts'
import { deployed } from '../src/fixtures/deployed.ts'
import { hostProcess } from '../support/host-process.ts'
import { filledIn, panelQueries } from './dashboard.ts'
import { prometheusProcess } from './prometheus.ts'
import type { PrometheusProcess } from './prometheus.ts'
import { deployFolder, hasPrometheus, promtool } from './promtool.ts'

interface ScrapeJob {
  readonly job_name: string
  readonly relabel_configs: readonly object[]
}

const [job] = (parse(readFileSync(join(deployFolder, 'prometheus.yml'), 'utf8')) as { scrape_configs: readonly ScrapeJob[] }).scrape_configs
if (job === undefined) throw new Error('deploy/prometheus.yml has no job')

/** What Prometheus knows of a Pod's port before relabelling, as its documentation of kubernetes_sd_config has it. */
const pod = (metricsPort: string, labels: Readonly<Record<string, string>>) => ({
  targets: [`127.0.0.1:${labels['__meta_kubernetes_pod_container_port_number']}`],
  labels: {
    __meta_kubernetes_namespace: 'shop',
    __meta_kubernetes_pod_name: 'hello-1',
    __meta_kubernetes_pod_ip: '127.0.0.1',
    __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'true',
    __meta_kubernetes_pod_annotation_prometheus_io_port: metricsPort,
    __meta_kubernetes_pod_label_faas_function: 'hello',
    __meta_kubernetes_pod_container_port_name: 'http',
    ...labels,
  },
})

const handler = 'return function(event) if event.path == "/fail" then error("no") end return "Hello" end'

/** Calls until Prometheus has seen numbers rise; resolves to false when it does not. */
const seen = async (prometheus: PrometheusProcess, url: string): Promise<boolean> => {
  const endMs = performance.now() + 30_000
  while (performance.now() < endMs) {
    // Many, so that there is garbage to collect.
    await Promise.all(Array.from({ length: 100 }, (_, i) => fetch(url + (i === 0 ? '/fail' : '/')).then(res => res.text())))
    const rates = ['rate(http_requests_total{code="500"}[20s]) > 0', 'rate(lua_errors_total[20s]) > 0', 'rate(nodejs_gc_duration_seconds_sum[20s])']
    const series = await Promise.all(rates.map((rate) => prometheus.query(rate)))
    if (series.every(({ length }) => length > 0)) return true
    await wait(100)
  }
  return false
}

t.test('a host\'s numbers come through the scrape job to every panel, alert and autoscaler', async t => {
  if (!hasPrometheus(t) || !hasPrometheus(t, 'prometheus')) return
  const folder = t.testdir({ 'handler.lua': handler })
  const host = await hostProcess(t, { settings: { lua_handler: join(folder, 'handler.lua'), lua_workers: '2', lua_engine: 'wasm' } })
  const metricsPort = new URL(host.metricsUrl).port
  const ports = [{ name: 'http', number: new URL(host.url).port }, { name: 'metrics', number: metricsPort }]
  const found = ports.map(({ name, number }) => pod(metricsPort, { __meta_kubernetes_pod_container_port_name: name, __meta_kubernetes_pod_container_port_number: number }))
  const others = [
    pod('1', { __meta_kubernetes_pod_annotation_prometheus_io_scrape: 'false', __meta_kubernetes_pod_container_port_number: '1' }),
    pod('2', { __meta_kubernetes_pod_label_faas_function: '', __meta_kubernetes_pod_container_port_number: '2' }),
  ]
  const prometheus = await prometheusProcess(t, [{ job_name: job.job_name, static_configs: [...found, ...others], relabel_configs: job.relabel_configs }])
  t.ok(await seen(prometheus, host.url))

  const up = await prometheus.query('up')
  t.same(up.map(({ metric }) => metric), [{ __name__: 'up', job: 'functions', namespace: 'shop', pod: 'hello-1', instance: 'hello-1', faas_function: 'hello' }], 'the Pod is there once, others are not')
  t.equal(up[0]?.value[1], '1')
  for (const { title, expr } of panelQueries()) {
    const series = await prometheus.query(filledIn(expr, '20s'))
    t.ok(series.length > 0 && series.every(({ value }) => value[1] !== 'NaN'), `${title}: ${expr} ${JSON.stringify(series)}`)
  }
  const { triggers } = scaledObject(deployed(t, { environment: { max_inflight: '10' } }), 'shop', 'http://prometheus').spec
  for (const { metadata } of triggers) t.equal((await prometheus.query(metadata['query']!)).length, 1, metadata['query']!)

  const { groups } = (await prometheus.read('rules')) as { groups: readonly { rules: readonly { name: string; health: string; query: string }[] }[] }
  for (const { name, health, query } of groups.flatMap(({ rules }) => rules)) {
    t.equal(health, 'ok', name)
    // Without its bound an alert is a number that the host must have given, or the alert could never ring.
    const number = query.replace(/ (>|==) [\d.]+$/, '').replace(/code="429",/, '')
    t.not(number, query, `${name} has a bound`)
    t.ok((await prometheus.query(number)).length > 0, `${name}: ${number}`)
  }
})

t.test('deploy/prometheus-local.yml is a configuration of Prometheus', async t => {
  if (!hasPrometheus(t)) return
  const { status, output } = promtool(['check', 'config', 'prometheus-local.yml'], deployFolder)
  t.equal(status, 0, output)
})
