import t from 'tap'
import type { FailedCall } from '../../../src/ui/feed-types.ts'
import { reasonOf } from '../../../src/ui/failed-call.js'

const call = (some: Partial<FailedCall>): FailedCall => ({
  id: 1, callId: 'c', name: 'hello', method: 'GET', target: '/', headers: [], bodyBytes: 0, status: 500, cut: false, timeMs: 0, tookMs: 1, log: [], places: [], ...some,
})

t.test('reasonOf() finds the line that says why, else says what is known', async t => {
  t.equal(reasonOf(call({ log: ['printed', 'Handler failed: handler.lua:1: bad', 'stack traceback:'] })), 'handler.lua:1: bad')
  t.equal(reasonOf(call({ log: ['exec_timeout of 1s exceeded: gone'], status: 504 })), 'exec_timeout of 1s exceeded: gone')
  t.equal(reasonOf(call({ log: ['printed'] })), 'printed')
  t.equal(reasonOf(call({ cut: true, status: 200 })), 'The answer broke off')
  t.equal(reasonOf(call({ status: 502 })), 'The function did not answer')
  t.equal(reasonOf(call({ status: 503 })), 'The function was not running')
  t.equal(reasonOf(call({})), 'Nothing in the log')
})
