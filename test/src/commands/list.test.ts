import t from 'tap'
import { commandRun } from '../fixtures/command-run.ts'
import { systemGateway } from '../fixtures/system-gateway.ts'

t.test('listCommand() prints a table or JSON', async t => {
  const { url } = await systemGateway(t)
  const table = commandRun(t, ['list', '--gateway', url], '/')
  t.equal(await table.status, 0)
  t.equal(table.stdout.text(), 'FUNCTION  HOSTS  READY  CALLS\ngood      2      1      9\nbad       2      1      9\ndeaf      0      0      0\n')
  const json = commandRun(t, ['list', '--json', '--gateway', url], '/')
  t.equal(await json.status, 0)
  t.match(JSON.parse(json.stdout.text()), [{ name: 'good' }, { name: 'bad' }, { name: 'deaf' }])
})
