import type { ServerResponse } from 'node:http'
import { answerJson } from './answer-json.ts'
import { answerText } from './answer-text.ts'
import type { FunctionPool } from '../functions/function-pool.ts'
import type { GatewayMetrics } from './gateway-metrics.ts'

type Measured = Pick<FunctionPool, 'name' | 'metricsPorts'>

/** Functions whose own metrics can be read. */
export interface MeasuredFunctions {
  all(): readonly Measured[]
}

const targetsOf = (all: readonly Measured[], gatewayHost: string) =>
  all.flatMap(pool =>
    pool.metricsPorts().map((_, index) => ({
      targets: [gatewayHost],
      labels: { __metrics_path__: `/metrics/${pool.name}/${index}`, function_name: pool.name, instance: `${pool.name}/${index}` },
    })),
  )

/**
 * Answers `/metrics` (the gateway's own), `/metrics/NAME[/INDEX]` (those of a function's first or other host) and
 * `/metrics-targets` (all of the latter, for Prometheus' `http_sd_configs`).
 */
export const answerMetrics = async (res: ServerResponse, path: string, host: string, functions: MeasuredFunctions, metrics: GatewayMetrics): Promise<void> => {
  if (path === '/metrics-targets') return answerJson(res, 200, targetsOf(functions.all(), host))
  const [, , name = '', index = '0'] = path.split('/')
  if (name === '') return answerText(res, 200, await metrics.text(), { 'Content-Type': metrics.contentType })
  const port = functions.all().find(fn => fn.name === name)?.metricsPorts()[Number(index)]
  if (port === undefined) return answerText(res, 404, `No running host ${index} of a function "${name}"\n`)
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`)
    answerText(res, answer.status, await answer.text(), { 'Content-Type': answer.headers.get('content-type') ?? metrics.contentType })
  } catch (error) {
    answerText(res, 502, `Cannot read the metrics of "${name}": ${(error as Error).message}\n`)
  }
}
