import t from 'tap'
import { connectors } from '../../../src/connectors/connector-message.ts'
import { emitHelp } from '../../../src/commands/emit.ts'
import { commandRun } from '../fixtures/command-run.ts'
import { systemGateway } from '../fixtures/system-gateway.ts'

t.test('emitCommand() delivers to every function with the topic, and tells how it went by its status', async t => {
  const { url, sent } = await systemGateway(t)
  const dir = t.testdir({ 'order.json': '{"id":1}' })
  const run = commandRun(t, ['emit', 'orders', '--as', 'minio', '--file', 'order.json', '--gateway', url], dir)
  t.equal(await run.status, 22)
  t.equal(run.stdout.text(), 'good  202\nbad  500\n')
  t.same(sent.map(({ req }) => `${req.method} ${req.url}`), ['HEAD /function/good', 'POST /function/good', 'HEAD /function/bad', 'POST /function/bad'])
  t.match(sent[1]?.body, '"EventName":"s3:ObjectCreated:Put"')
  const json = commandRun(t, ['emit', 'orders', '--json', '--gateway', url], dir)
  t.equal(await json.status, 22)
  t.same(JSON.parse(json.stdout.text()), [{ name: 'good', status: 202 }, { name: 'bad', status: 500 }])
  sent.splice(4)
  const viaEnvironment = commandRun(t, ['emit', 'orders', '--file', 'order.json'], dir, { OPENFAAS_URL: url })
  t.equal(await viaEnvironment.status, 22)
  t.match(sent[4], { body: '{"id":1}', req: { headers: { 'x-topic': 'orders', 'x-connector': 'connector-sdk' } } })
})

t.test('emitCommand() says what is wrong', async t => {
  const { url } = await systemGateway(t)
  const wrong: readonly (readonly [args: string[], status: number, text: string])[] = [
    [['none'], 1, 'No function has the topic "none"'],
    [[], 2, 'Name one topic'],
    [['orders', '--as', 'toString'], 2, '--as "toString": Must be one of sdk, cron'],
    [['orders', '--file', 'nope'], 1, '--file "nope": Cannot read it (ENOENT)'],
    [['orders', '--gateway', 'here'], 2, '--gateway "here": Must be a URL'],
    [['orders', '--gateway', 'http://127.0.0.1:1'], 1, 'Cannot reach http://127.0.0.1:1'],
  ]
  for (const [args, status, text] of wrong) {
    const run = commandRun(t, ['emit', ...args], t.testdir({}), { OPENFAAS_URL: url })
    t.equal(await run.status, status, text)
    t.match(run.stderr.text(), text)
  }
})

t.test('emitHelp names every connector', async t => {
  for (const name of Object.keys(connectors)) t.match(emitHelp, name)
})
