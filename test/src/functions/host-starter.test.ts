import { existsSync, readdirSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import t from 'tap'
import { functionLog } from '../../../src/functions/function-log.ts'
import { hostStarter } from '../../../src/functions/host-starter.ts'
import { screen } from '../../../src/functions/screen.ts'
import { capture } from '../fixtures/capture.ts'
import { stackFunction, standInProcesses } from '../fixtures/stand-in-program.ts'

t.test('hostStarter() labels what a host prints, logs it and removes its folder', async t => {
  const [stdout, stderr] = [capture(), capture()]
  const { signal } = new AbortController()
  const terminal = { args: [], stdin: new PassThrough(), stdout: stdout.output, stderr: stderr.output, env: {}, cwd: '/', signal, force: signal }
  const tmpDir = t.testdir({})
  const log = functionLog()
  const host = hostStarter({ terminal, screen: screen(terminal), say: () => {}, processes: standInProcesses(), tmpDir, log, nameWidth: 6 })(stackFunction('hello'), false)
  t.teardown(() => host.kill())
  await host.started
  t.same(readdirSync(tmpDir), ['hello-1'])
  await (await fetch(`http://127.0.0.1:${host.port()}/print`)).text()
  await stdout.seen(/^hello {2}\| printed$/m)
  t.match(log.lines('hello'), [{ name: 'hello', instance: 'hello-1', text: 'printed' }])
  await host.stop()
  await host.ended
  t.match(log.lines('hello').at(-1)?.text, 'SIGTERM: no new connections')
  t.equal(stderr.text(), '', 'what every host says is of no news')
  t.notOk(existsSync(`${tmpDir}/hello-1`))
})
