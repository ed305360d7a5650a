import { setTimeout as sleep } from 'node:timers/promises'
import { between, oneOf } from '../mismatches.ts'
import { get, request } from '../request.ts'
import { fault, sends } from '../row.ts'
import type { Row } from '../row.ts'
import type { Target } from '../target.ts'
import { send, wire } from '../wire.ts'

const scrape = async ({ metricsPort }: Target): Promise<readonly string[]> =>
  (await send(metricsPort, get('/metrics'))).body.split('\n')

/** The lines of the watchdog's three metrics that fit `pattern`. */
const watchdogLines = async (target: Target, pattern: RegExp): Promise<readonly string[]> =>
  (await scrape(target)).filter((line) => /\bhttp_request/.test(line) && !/promhttp/.test(line) && pattern.test(line))

const buckets = ['0.005', '0.01', '0.025', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10', '+Inf']

const bucketLine = /^http_request_duration_seconds_bucket\{code="200",method="get",le="([^"]+)"\} \d+$/

const processMetrics = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds']

const valueOf = (lines: readonly string[], name: string): number =>
  Number(lines.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? Number.NaN)

const counter = (code: number, method: string): string => `http_requests_total{code="${code}",method="${method}"}`

/** Port 8081: names, labels, buckets and what is counted. */
export const metricRows: readonly Row[] = [
  {
    name: 'before the first call there is only the gauge',
    process: 'own',
    steps: async (target) => await watchdogLines(target, /^[^#]/),
    expect: ['http_requests_in_flight 0'],
    watchdog: 'same',
  },
  {
    name: 'the three metrics have their help and type',
    steps: async (target) => {
      await send(target.port, get('/hello'))
      return await watchdogLines(target, /^#/)
    },
    expect: [
      '# HELP http_request_duration_seconds Seconds spent serving HTTP requests.',
      '# TYPE http_request_duration_seconds histogram',
      '# HELP http_requests_in_flight total HTTP requests in-flight',
      '# TYPE http_requests_in_flight gauge',
      '# HELP http_requests_total total HTTP requests processed',
      '# TYPE http_requests_total counter',
    ],
    watchdog: 'same',
  },
  {
    name: 'the histogram has its buckets, labels and whole durations',
    process: 'own',
    steps: async (target) => {
      await send(target.port, get('/chunks?n=4&ms=120'))
      const lines = await watchdogLines(target, /^http_request_duration_seconds/)
      return {
        buckets: lines.flatMap((line) => bucketLine.exec(line)?.[1] ?? []),
        below: lines.filter((line) => /_bucket.*le="0\.25"/.test(line)).map((line) => line.split(' ')[1]),
        sum: valueOf(lines, 'http_request_duration_seconds_sum{code="200",method="get"}'),
        count: valueOf(lines, 'http_request_duration_seconds_count{code="200",method="get"}'),
      }
    },
    expect: { buckets, below: ['0'], sum: between(0.35, 5), count: 1 },
    watchdog: 'same',
  },
  {
    name: 'every call is counted under its code and method, probes are not',
    process: 'own',
    settings: { max_inflight: '1', exec_timeout: '1s' },
    steps: async (target) => {
      const late = send(target.port, get('/slow?ms=3000'))
      await sleep(300)
      await send(target.port, get('/hello'))
      await late
      for (const method of ['GET', 'HEAD', 'PROPFIND']) await send(target.port, request(method, '/hello'))
      await send(target.port, request('POST', '/status?code=404'))
      await send(target.port, request('PUT', '/status?code=500'))
      for (const path of ['/_/health', '/_/ready']) await send(target.port, get(path))
      return (await watchdogLines(target, /^http_requests_total/)).toSorted()
    },
    expect: [
      `${counter(200, 'get')} 1`,
      `${counter(200, 'head')} 1`,
      `${counter(200, 'unknown')} 1`,
      `${counter(404, 'post')} 1`,
      `${counter(429, 'get')} 1`,
      `${counter(500, 'put')} 1`,
      `${counter(504, 'get')} 1`,
    ],
    watchdog: 'same',
  },
  {
    name: 'the gauge counts calls that run now',
    steps: async (target) => {
      const calls = [send(target.port, get('/slow?ms=1000')), send(target.port, get('/slow?ms=1000'))]
      await sleep(400)
      const during = valueOf(await scrape(target), 'http_requests_in_flight')
      await Promise.all(calls)
      await sleep(50)
      return { during, after: valueOf(await scrape(target), 'http_requests_in_flight') }
    },
    expect: { during: 2, after: 0 },
    watchdog: 'same',
  },
  {
    name: 'a stream that its client leaves is counted',
    process: 'own',
    steps: async (target) => {
      const line = wire(target.port)
      line.write(get('/sse?n=40&ms=100', { Accept: 'text/event-stream' }))
      await line.answer({ started: true })
      line.leave()
      await sleep(1000)
      const lines = await scrape(target)
      return { counted: valueOf(lines, counter(200, 'get')), inFlight: valueOf(lines, 'http_requests_in_flight') }
    },
    expect: { counted: 1, inFlight: 0 },
    watchdog: { differs: 'a panic goes past the counter', expect: { counted: Number.NaN, inFlight: 0 } },
  },
  {
    name: 'the probe of ready_path has its access line, and is not counted',
    settings: { ready_path: '/request/ready' },
    steps: async (target) => {
      await send(target.port, get('/_/ready'))
      const access = await target.line('stderr', /GET \/request\/ready - 200 OK - /)
      return { logged: access !== undefined, counted: await watchdogLines(target, /^http_requests_total/) }
    },
    expect: { logged: true, counted: [] },
    watchdog: 'same',
  },
  {
    name: 'the process is measured, too',
    steps: async (target) => {
      const lines = await scrape(target)
      return processMetrics.map((name) => valueOf(lines, name) > 0)
    },
    expect: [true, true, true],
    watchdog: 'same',
  },
  {
    name: 'the content type is that of the text format',
    steps: async ({ metricsPort }) => await send(metricsPort, get('/metrics', { Accept: 'application/openmetrics-text' })),
    expect: { headers: { 'content-type': /^text\/plain; version=0\.0\.4; charset=utf-8/ } },
    watchdog: 'same',
  },
  {
    name: 'other paths of the metrics port are not found',
    steps: async ({ metricsPort }) => await send(metricsPort, get('/other')),
    expect: { status: 404, body: '404 page not found\n' },
    watchdog: 'same',
  },
  {
    name: '/metrics on the function\'s port is the function\'s',
    steps: sends(get('/metrics')),
    expect: { status: 404, body: 'no route /metrics' },
    watchdog: 'same',
  },
  {
    name: '/debug/vars is the function\'s',
    steps: sends(get('/debug/vars')),
    expect: { status: 404, body: 'no route /debug/vars' },
    watchdog: fault(12, 'it shows its command line and memory', { status: oneOf(200), body: /^\{[^]*"cmdline"/ }),
  },
]
