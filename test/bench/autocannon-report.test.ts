import t from 'tap'
import { readAutocannonReport } from '../../bench/autocannon-report.ts'

const printed = {
  url: 'http://127.0.0.1:7101/',
  duration: 2.02,
  errors: 1,
  timeouts: 1,
  non2xx: 4,
  latency: { average: 2.1, p50: 2, p97_5: 5, p99: 9 },
  requests: { average: 10_000, sent: 20_250, total: 20_200 },
}

t.test('readAutocannonReport() reads rate, count, latency and failures', async (t) => {
  t.strictSame(readAutocannonReport(JSON.stringify(printed)), {
    requestsPerSecond: 10_000,
    requests: 20_200,
    p50Ms: 2,
    p99Ms: 9,
    failures: 5,
  })
})

t.test('readAutocannonReport() throws when it is given no JSON', async (t) => {
  t.throws(() => readAutocannonReport('Error: connect ECONNREFUSED'), SyntaxError)
})
