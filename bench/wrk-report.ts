import type { Pressure } from './pressure.ts'

const msPer: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

const find = (report: string, pattern: RegExp): RegExpExecArray => {
  const found = pattern.exec(report)
  if (found === null) throw new Error(`Cannot read the report of wrk: no ${pattern} in ${JSON.stringify(report)}`)
  return found
}

const percentileMs = (report: string, percent: number): number => {
  const [, amount, unit] = find(report, new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m|h)\\s*$`, 'm'))
  return Number(amount) * (msPer[unit as string] as number)
}

const socketErrors = (report: string): number => {
  const line = /^\s+Socket errors: (.*)$/m.exec(report)?.[1] ?? ''
  return [...line.matchAll(/\d+/g)].reduce((sum, [count]) => sum + Number(count), 0)
}

/** Reads what `wrk --latency` prints. @throws Error when that is something else */
export const readWrkReport = (report: string): Pressure => ({
  requestsPerSecond: Number(find(report, /^Requests\/sec:\s+([\d.]+)$/m)[1]),
  requests: Number(find(report, /^\s+(\d+) requests in /m)[1]),
  p50Ms: percentileMs(report, 50),
  p99Ms: percentileMs(report, 99),
  failures: socketErrors(report) + Number(/^\s+Non-2xx or 3xx responses: (\d+)$/m.exec(report)?.[1] ?? 0),
})
