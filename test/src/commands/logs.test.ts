import t from 'tap'
import { commandRun } from '../fixtures/command-run.ts'
import { systemGateway } from '../fixtures/system-gateway.ts'

t.test('logsCommand() prints the lines that were asked for', async t => {
  const { url } = await systemGateway(t)
  const run = commandRun(t, ['logs', 'good', '--tail', '3', '--since', '2026-01-01T00:00:00Z', '--gateway', url], '/')
  t.equal(await run.status, 0)
  t.equal(run.stdout.text(), '/system/logs?name=good&follow=false&tail=3&since=2026-01-01T00%3A00%3A00Z\n')
  const json = commandRun(t, ['logs', 'good', '--json', '--gateway', url], '/')
  t.equal(await json.status, 0)
  t.match(JSON.parse(json.stdout.text()), { name: 'good' })
})

t.test('logsCommand() says what is wrong', async t => {
  const { url } = await systemGateway(t)
  for (const [args, status, text] of [[['nope'], 1, 'answered 404'], [[], 2, 'Name one function'], [['good', '--tail', 'x'], 2, '--tail "x"'], [['good', '--since', 'x'], 2, '--since "x"']] as const) {
    const run = commandRun(t, ['logs', ...args, '--gateway', url], '/')
    t.equal(await run.status, status, text)
    t.match(run.stderr.text(), text)
  }
})
