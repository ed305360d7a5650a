import t from 'tap'
import { readWrkReport } from '../../bench/wrk-report.ts'

const report = (more = '') => `Running 1s test @ http://127.0.0.1:7101/
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   570.66us  481.45us  28.94ms   97.57%
    Req/Sec    90.38k    13.60k  102.95k    81.48%
  Latency Distribution
     50%  492.00us
     75%  584.00us
     90%  774.00us
     99%    1.39ms
  727073 requests in 8.10s, 122.73MB read
${more}Requests/sec:  89747.61
Transfer/sec:     15.15MB
`

t.test('readWrkReport() reads rate, count and latency', async (t) => {
  t.strictSame(readWrkReport(report()), { requestsPerSecond: 89_747.61, requests: 727_073, p50Ms: 0.492, p99Ms: 1.39, failures: 0 })
})

t.test('readWrkReport() reads seconds when answers are slow', async (t) => {
  t.equal(readWrkReport(report().replace('1.39ms', '1.50s ')).p99Ms, 1500)
})

t.test('readWrkReport() adds up socket errors and bad statuses', async (t) => {
  const failed = '  Socket errors: connect 1, read 2, write 3, timeout 4\n  Non-2xx or 3xx responses: 100\n'
  t.equal(readWrkReport(report(failed)).failures, 110)
})

t.test('readWrkReport() throws when it is given something else', async (t) => {
  t.throws(() => readWrkReport('unable to connect to 127.0.0.1:1 Connection refused'), /Cannot read the report of wrk/)
})
