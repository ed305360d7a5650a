import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** One function as the metrics know it. */
interface Counted {
  readonly name: string
  replicas(): number
}

/** The metrics of OpenFaaS's gateway, under its names. */
export interface GatewayMetrics {
  /** Counts a call; the returned function is told the status once it has ended. */
  called(name: string): (status: number) => void
  /** Counts a request to the management API. */
  managed(method: string, status: number, seconds: number): void
  /** How many calls of a function have ended. */
  invocations(name: string): number
  readonly contentType: string
  /** In Prometheus' text format. */
  text(): Promise<string>
}

/** Counts from zero; `all` tells the functions there are at a scrape. */
export const gatewayMetrics = (all: () => readonly Counted[]): GatewayMetrics => {
  const registry = new Registry()
  const registers = [registry]
  const ofFunction = ['function_name'] as const
  const ofAnswer = ['function_name', 'code'] as const
  const started = new Counter({ name: 'gateway_function_invocation_started', help: 'The total number of function HTTP requests started.', labelNames: ofFunction, registers })
  const ended = new Counter({ name: 'gateway_function_invocation_total', help: 'Function metrics', labelNames: ofAnswer, registers })
  const seconds = new Histogram({ name: 'gateway_functions_seconds', help: 'Function time taken', labelNames: ofAnswer, registers })
  const requests = new Counter({ name: 'http_requests_total', help: 'The total number of HTTP requests.', labelNames: ['method', 'code'] as const, registers })
  const duration = new Histogram({ name: 'http_request_duration_seconds', help: 'Seconds spent serving HTTP requests.', labelNames: ['method', 'code'] as const, registers })
  const replicas = new Gauge({
    name: 'gateway_service_count',
    help: 'Docker service replicas',
    labelNames: ofFunction,
    registers: [],
    collect() {
      this.reset()
      for (const fn of all()) this.set({ function_name: fn.name }, fn.replicas())
    },
  })
  registry.registerMetric(replicas)
  const counts = new Map<string, number>()

  const called = (name: string): ((status: number) => void) => {
    const startMs = performance.now()
    started.inc({ function_name: name })
    return status => {
      const labels = { function_name: name, code: status }
      ended.inc(labels)
      seconds.observe(labels, (performance.now() - startMs) / 1000)
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const managed = (method: string, status: number, took: number): void => {
    requests.inc({ method, code: status })
    duration.observe({ method, code: status }, took)
  }
  return { called, managed, invocations: name => counts.get(name) ?? 0, contentType: registry.contentType, text: () => registry.metrics() }
}
