import { PassThrough } from 'node:stream'
import t from 'tap'
import { localPlatform } from '../../../src/commands/local-platform.ts'
import { readUpOptions } from '../../../src/commands/up-options.ts'
import { capture } from '../fixtures/capture.ts'
import { stackFunction, standInProgram } from '../fixtures/stand-in-program.ts'

t.test('localPlatform() listens, runs functions once started, and ends with them', async t => {
  const dir = t.testdir({ 'stack.yml': '', tmp: {} })
  const [stdout, stderr] = [capture(), capture()]
  const { signal } = new AbortController()
  const terminal = { args: [], stdin: new PassThrough(), stdout: stdout.output, stderr: stderr.output, env: {}, cwd: dir, signal, force: signal }
  const functions = [stackFunction('hello')]
  const platform = await localPlatform({ terminal, program: standInProgram, options: readUpOptions(['--port', '0'], dir), functions, read: () => functions, servedBy: 'lua-ts/1.2.3', tmpDir: `${dir}/tmp` })
  t.teardown(platform.endNow)
  t.equal((await fetch(`${platform.url}/function/hello`)).status, 404)
  platform.start()
  await platform.functions.all()[0]?.started
  t.equal((await fetch(`${platform.url}/function/hello`)).status, 203)
  t.match(await (await fetch(`${platform.url}/system/info`)).json(), { version: { release: '1.2.3' } })
  await platform.end()
  t.match(stderr.text(), /^Ending when the requests under way are answered/m)
  await t.rejects(fetch(platform.url))
})
