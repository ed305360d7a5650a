import type { IncomingHttpHeaders } from 'node:http'
import t from 'tap'
import { asyncQueue } from '../../../src/gateway/async-queue.ts'
import type { QueuedCall } from '../../../src/gateway/async-queue.ts'
import { listening } from '../fixtures/listening.ts'
import { until } from '../fixtures/until.ts'

const call = (some: Partial<QueuedCall> = {}): QueuedCall => ({
  name: 'hello',
  target: '/a?x=1',
  method: 'POST',
  headers: { 'x-mine': '1' },
  body: Buffer.from('hi'),
  callId: 'id-1',
  callbackUrl: undefined,
  retry: { attempts: 3, codes: new Set([500]), minWaitMs: 5, maxWaitMs: 20 },
  ...some,
})

t.test('asyncQueue() calls through the gateway, again after a failure, and then calls back', async t => {
  const calls: { url: string | undefined; headers: IncomingHttpHeaders }[] = []
  const callbacks: { body: string; headers: IncomingHttpHeaders }[] = []
  const port = await listening(t, async (req, res) => {
    let body = ''
    for await (const chunk of req) body += String(chunk)
    if (req.url === '/back') {
      callbacks.push({ body, headers: req.headers })
      res.end()
      return
    }
    calls.push({ url: req.url, headers: req.headers })
    res.writeHead(calls.length < 3 ? 500 : 201, { 'Content-Type': 'text/x', 'X-Of': 'function' }).end(`answer to ${body}`)
  })
  const said: string[] = []
  const queue = asyncQueue({ gatewayUrl: () => `http://127.0.0.1:${port}`, say: text => said.push(text) })
  t.equal(queue.add(call({ callbackUrl: `http://127.0.0.1:${port}/back` })), true)
  await until(() => callbacks.length === 1)
  t.equal(calls.length, 3)
  t.match(calls[0], { url: '/function/hello/a?x=1', headers: { 'x-mine': '1', 'x-call-id': 'id-1', 'user-agent': 'lua-ts/queue-worker' } })
  t.match(callbacks[0], {
    body: 'answer to hi',
    headers: { 'content-type': 'text/x', 'x-of': 'function', 'x-call-id': 'id-1', 'x-function-status': '201', 'x-function-name': 'hello', 'x-duration-seconds': /^\d+\.\d{6}$/ },
  })
  t.equal(said[0], 'Queued call id-1 of hello was answered 500; calling again in 0.005 s')
  t.equal(await queue.close(), 0)
})

t.test('asyncQueue() is bounded, makes a few calls at once, and tells at its end what it has not made', async t => {
  let under = 0
  let most = 0
  let release = (): void => {}
  const gate = new Promise<void>(resolve => (release = resolve))
  const port = await listening(t, async (_req, res) => {
    most = Math.max(most, ++under)
    await gate
    under--
    res.end()
  })
  const queue = asyncQueue({ gatewayUrl: () => `http://127.0.0.1:${port}`, say: () => {}, maxCalls: 5, maxAtOnce: 2 })
  for (let count = 1; count <= 5; count++) t.equal(queue.add(call()), true)
  t.equal(queue.add(call()), false)
  await until(() => under === 2)
  const closed = queue.close()
  release()
  t.equal(await closed, 3)
  t.equal(most, 2)
  t.equal(queue.add(call()), false)
})

t.test('asyncQueue() cancel() takes back what waits for its turn or to be made again', async t => {
  const made: (string | undefined)[] = []
  let release = (): void => {}
  const gate = new Promise<void>(resolve => (release = resolve))
  const port = await listening(t, async (req, res) => {
    made.push(String(req.headers['x-call-id']))
    await gate
    res.writeHead(500).end()
  })
  const said: string[] = []
  const queue = asyncQueue({ gatewayUrl: () => `http://127.0.0.1:${port}`, say: text => said.push(text), maxAtOnce: 1 })
  const retry = { attempts: 2, codes: new Set([500]), minWaitMs: 60_000, maxWaitMs: 60_000 }
  for (const callId of ['first', 'second', 'third']) queue.add(call({ callId, retry }))
  await until(() => made.length === 1)
  t.equal(queue.cancel('second'), true)
  t.equal(queue.cancel('second'), false)
  t.equal(queue.cancel('nobody'), false)
  release()
  await until(() => said.length === 1)
  t.equal(queue.cancel('first'), true, 'though it waits to be made again')
  await until(() => made.length === 2)
  t.same(made, ['first', 'third'])
  await until(() => said.length === 2)
  queue.cancel('third')
  t.equal(await queue.close(), 0, 'nothing is left to be made')
})

t.test('asyncQueue() says when there is nobody to call back', async t => {
  const said: string[] = []
  const queue = asyncQueue({ gatewayUrl: () => 'http://127.0.0.1:1', say: text => said.push(text) })
  queue.add(call({ callbackUrl: 'http://127.0.0.1:1/', retry: { attempts: 1, codes: new Set([503]), minWaitMs: 1, maxWaitMs: 1 } }))
  await until(() => said.length === 1)
  t.match(said[0], /^Cannot call back "http:\/\/127\.0\.0\.1:1\/" for id-1: /)
})
