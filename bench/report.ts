import type { Sample } from './measure.ts'
import { ratioOf, type Row, type Spread, summarize } from './summary.ts'
import { type Column, table } from './table.ts'
import type { Workload } from './workloads.ts'

const columns = (first: string): readonly Column[] => [
  { title: '', side: 'left' },
  { title: 'req/s', side: 'right' },
  { title: `of ${first}`, side: 'right' },
  { title: 'min..max', side: 'right' },
  { title: 'p50 ms', side: 'right' },
  { title: 'p99 ms', side: 'right' },
  { title: 'CPU µs/req', side: 'right' },
]

/** Three digits that matter, and no more. */
export const shortNumber = (value: number): string => {
  if (value >= 100) return Math.round(value).toLocaleString('en-US')
  return value.toFixed(value >= 10 ? 1 : 2)
}

const range = ({ min, max }: Spread): string => `${shortNumber(min)}..${shortNumber(max)}`

const texts = ({ subject, requestsPerSecond, ratio, p50Ms, p99Ms, cpuMicrosPerRequest }: Row): readonly string[] => [
  subject,
  shortNumber(requestsPerSecond),
  shortNumber(ratio.median),
  range(ratio),
  shortNumber(p50Ms),
  shortNumber(p99Ms),
  cpuMicrosPerRequest === undefined ? '' : shortNumber(cpuMicrosPerRequest),
]

/** `a` against `b` in one sentence, or none where one of them was not measured. */
const against = (samples: readonly Sample[], { name }: Workload, a: string, b: string): readonly string[] => {
  const ratio = ratioOf(samples, name, a, b)
  return Number.isNaN(ratio.median) ? [] : [`${a} against ${b}: ${shortNumber(ratio.median)} times (${range(ratio)})`]
}

/** The tables, one per workload, and under each how `subject` does against each of `rivals`. */
export const report = (
  samples: readonly Sample[],
  workloads: readonly Workload[],
  { subject, rivals }: { readonly subject: string; readonly rivals: readonly string[] },
): string => {
  const rows = summarize(samples)
  const blocks = workloads.map((workload) => {
    const own = rows.filter((row) => row.workload === workload.name)
    return [
      `${workload.title}, ${workload.connections} connections`,
      ...table(columns(own[0]?.subject ?? ''), own.map(texts)),
      ...rivals.flatMap((rival) => against(samples, workload, subject, rival)),
    ].join('\n')
  })
  return `${blocks.join('\n\n')}\n`
}
