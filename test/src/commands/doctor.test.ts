import t from 'tap'
import { commandRun } from '../fixtures/command-run.ts'

t.test('doctorCommand() tells what is there and what is missing', async t => {
  const dir = t.testdir({})
  const run = commandRun(t, ['doctor', '--json'], dir, { TMPDIR: dir, PATH: dir })
  t.equal(await run.status, 0, 'nothing that lua-ts up needs is missing')
  const findings = JSON.parse(run.stdout.text()) as { name: string; state: string; detail: string }[]
  const of = (name: string) => findings.find(finding => finding.name === name)
  t.match(of('Node.js'), { state: 'ok', detail: process.version })
  t.match(of('Temporary folder'), { state: 'ok', detail: dir })
  t.match(of('docker'), { state: 'absent', detail: 'not found: needed only to build images' })
  const lines = commandRun(t, ['doctor'], dir, { TMPDIR: '/nowhere', PATH: dir })
  t.equal(await lines.status, 1)
  t.match(lines.stdout.text(), /^missing {2}Temporary folder {2}\/nowhere can't be written: set TMPDIR to one that can$/m)
})
