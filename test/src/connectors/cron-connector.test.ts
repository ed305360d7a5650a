import type { IncomingMessage } from 'node:http'
import t from 'tap'
import { cronConnector } from '../../../src/connectors/cron-connector.ts'
import { listening } from '../fixtures/listening.ts'
import { stackFunction } from '../fixtures/stand-in-program.ts'
import { until } from '../fixtures/until.ts'

t.test('cronConnector() calls functions on schedule as OpenFaaS\'s does, until they have none', async t => {
  const calls: IncomingMessage[] = []
  const port = await listening(t, (req, res) => {
    calls.push(req)
    res.writeHead(500).end()
  })
  const said: string[] = []
  const cron = cronConnector({ gatewayUrl: () => `http://127.0.0.1:${port}`, say: text => said.push(text) })
  t.teardown(() => cron.close())
  cron.set([stackFunction('hello', { annotations: { topic: 'cron-function', schedule: '@every 1s' } }), stackFunction('other')])
  await until(() => said.length > 0)
  t.match(calls[0], { method: 'POST', url: '/function/hello', headers: { 'x-topic': 'cron-function', 'x-connector': 'cron-connector', 'content-length': '0' } })
  t.equal(calls[0]?.headers['content-type'], undefined)
  t.equal(said[0], 'Scheduled call of hello was answered 500')
  cron.set([])
  const before = calls.length
  await new Promise(resolve => setTimeout(resolve, 1_200))
  t.equal(calls.length, before)
})
