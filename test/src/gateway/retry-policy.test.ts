import t from 'tap'
import { retryPolicy, retryWaitMs } from '../../../src/gateway/retry-policy.ts'

t.test('retryPolicy() reads annotations, and takes the usual for what it cannot read', async t => {
  const of = (values: Record<string, string>) => retryPolicy(Object.fromEntries(Object.entries(values).map(([name, value]) => [`com.openfaas.retry.${name}`, value])))
  t.same(of({}), { attempts: 3, codes: new Set([408, 429, 500, 502, 503, 504]), minWaitMs: 1_000, maxWaitMs: 30_000 })
  t.same(of({ attempts: '5', codes: '429,418', min_wait: '50ms', max_wait: '1m' }), { attempts: 5, codes: new Set([429, 418]), minWaitMs: 50, maxWaitMs: 60_000 })
  t.match(of({ attempts: 'many', codes: 'bad', min_wait: 'soon' }), { attempts: 3, minWaitMs: 1_000 })
})

t.test('retryWaitMs() doubles up to the longest, and heeds Retry-After', async t => {
  const policy = { attempts: 9, codes: new Set<number>(), minWaitMs: 100, maxWaitMs: 5_000 }
  t.same([1, 2, 3, 9].map(attempt => retryWaitMs(policy, attempt, undefined)), [100, 200, 400, 5_000])
  t.equal(retryWaitMs(policy, 1, '2'), 2_000)
  t.equal(retryWaitMs(policy, 1, '60'), 5_000)
  t.equal(retryWaitMs(policy, 1, 'Wed, 21 Oct 2026 07:28:00 GMT'), 100)
})
