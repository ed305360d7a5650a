import type { ServerResponse } from 'node:http'
import t from 'tap'
import type { Test } from 'tap'
import { functionCalls } from '../../../src/gateway/function-calls.ts'
import { gatewayMetrics } from '../../../src/gateway/gateway-metrics.ts'
import { listening } from '../fixtures/listening.ts'
import { until } from '../fixtures/until.ts'

/** Calls of one function, `hello`, that has a host when `port` is given; what they did is in `log`. */
const callsOf = (port: number | undefined) => {
  const log: string[] = []
  const lease = { port: port ?? 0, release: () => void log.push('released') }
  const fn = { name: 'hello', fn: { annotations: {} }, metricsPorts: () => [], lease: () => (port === undefined ? undefined : lease) }
  const metrics = gatewayMetrics(() => [])
  const calls = functionCalls({
    functions: { all: () => [fn], find: called => (called === 'hello' ? fn : undefined) },
    metrics,
    queue: { add: () => true, cancel: callId => callId === 'queued', close: async () => 0 },
    forward: (_req, res, { name, target }) => void res.end(`${name} ${target}`),
    forwardWebSocket: async () => 101,
    ui: undefined,
  })
  return { calls, log, metrics }
}

const answers = async (t: Test, answer: (...exchange: Parameters<ReturnType<typeof callsOf>['calls']['call']>) => void, called: string, method = 'GET') => {
  const port = await listening(t, (req, res: ServerResponse) => answer(req, res, called, '/a?b'))
  const res = await fetch(`http://127.0.0.1:${port}`, { method })
  return `${res.status} ${await res.text()}`
}

t.test('functionCalls() call() passes a call on, gives its host back and counts it', async t => {
  const { calls, log, metrics } = callsOf(1)
  t.equal(await answers(t, calls.call, 'hello'), '200 hello /a?b')
  await until(() => metrics.invocations('hello') === 1)
  t.same(log, ['released'])
})

t.test('functionCalls() call() says when there is no function, or none of its hosts runs', async t => {
  const { calls, metrics } = callsOf(undefined)
  t.equal(await answers(t, calls.call, 'nope'), '404 No function "nope": there is hello\n')
  t.match(await answers(t, calls.call, 'hello'), /^503 Function "hello" is not running/)
  await until(() => metrics.invocations('hello') === 1)
})

t.test('functionCalls() queue() queues calls and takes them back', async t => {
  const { calls } = callsOf(1)
  t.match(await answers(t, calls.queue, 'hello', 'POST'), /^202 /)
  t.equal(await answers(t, calls.queue, 'nope', 'POST'), '404 No function "nope": there is hello\n')
  t.match(await answers(t, calls.queue, 'queued', 'DELETE'), /^202 /)
  t.equal(await answers(t, calls.queue, 'made', 'DELETE'), '404 No queued call "made": it has been made, or never was\n')
})
