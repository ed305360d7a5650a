import t from 'tap'
import type { QueuedCall } from '../../../src/gateway/async-queue.ts'
import { queueRequest } from '../../../src/gateway/queue-request.ts'
import { listening } from '../fixtures/listening.ts'

t.test('queueRequest() takes what can be queued and says why not', async t => {
  const calls: QueuedCall[] = []
  const queue = { add: (call: QueuedCall) => calls.push(call) < 3, cancel: () => false, close: async () => 0 }
  const port = await listening(t, (req, res) => void queueRequest(req, res, { name: 'hello', target: '/a', annotations: { 'com.openfaas.retry.attempts': '7' } }, queue))
  const post = (headers: Record<string, string> = {}, body = 'hi') => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })
  const taken = await post({ 'X-Callback-Url': 'http://127.0.0.1/back', 'Content-Type': 'text/x' })
  t.equal(taken.status, 202)
  t.match(calls[0], { name: 'hello', target: '/a', callbackUrl: 'http://127.0.0.1/back', body: Buffer.from('hi'), headers: { 'content-type': 'text/x', 'x-start-time': /^\d{19}$/ }, retry: { attempts: 7 } })
  t.equal(calls[0]?.headers['x-callback-url'], undefined)
  t.equal(taken.headers.get('x-call-id'), calls[0]?.callId)
  t.equal((await post({ 'X-Call-Id': 'mine' })).headers.get('x-call-id'), 'mine')
  t.equal((await post()).status, 429)
  t.equal((await post({ 'X-Callback-Url': 'nowhere' })).status, 400)
  t.equal((await post({}, 'x'.repeat(1024 * 1024 + 1))).status, 413)
  t.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 405)
})
