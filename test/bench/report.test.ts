import t from 'tap'
import type { Sample } from '../../bench/measure.ts'
import { report, shortNumber } from '../../bench/report.ts'
import { workloads } from '../../bench/workloads.ts'

const sample = (round: number, subject: string, requestsPerSecond: number): Sample => ({
  round,
  workload: 'hello',
  subject,
  requestsPerSecond,
  requests: requestsPerSecond,
  p50Ms: 1.234,
  p99Ms: 12.34,
  failures: 0,
  cpuMicrosPerRequest: 14.6,
})

const samples = [sample(1, 'bare', 40_000), sample(1, 'mine', 20_000), sample(2, 'bare', 40_000), sample(2, 'mine', 18_000)]
const hello = workloads.filter(({ name }) => name === 'hello')

t.test('shortNumber() keeps about three digits', async (t) => {
  t.strictSame([0.123, 2, 12.34, 99.9, 257.4, 41_234.5].map(shortNumber), ['0.12', '2.00', '12.3', '99.9', '257', '41,235'])
})

t.test('report() shows ratios to the first subject and to rivals', async (t) => {
  t.equal(
    report(samples, hello, { subject: 'mine', rivals: ['bare', 'absent'] }),
    `hello: GET, 13 bytes out, 50 connections
       req/s  of bare    min..max  p50 ms  p99 ms  CPU µs/req
bare  40,000     1.00  1.00..1.00    1.23    12.3        14.6
mine  19,000     0.47  0.45..0.50    1.23    12.3        14.6
mine against bare: 0.47 times (0.45..0.50)
`,
  )
})
