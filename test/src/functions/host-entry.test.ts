import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { standInProgram } from '../fixtures/stand-in-program.ts'

const entry = fileURLToPath(new URL('../../../src/functions/host-entry.ts', import.meta.url))

t.test('host-entry ends with the program that started it when it has had no order', async t => {
  const child = spawn(process.execPath, [entry, standInProgram.index], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  child.disconnect()
  t.same(await once(child, 'exit'), [0, null])
})

t.test('host-entry runs the host once it has its order, and ends it in order when the sender is gone', async t => {
  const child = spawn(process.execPath, [entry, standInProgram.index], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  t.teardown(() => child.kill('SIGKILL'))
  child.send({ env: {}, cwd: t.testdir({}) })
  if (child.stderr === null) throw new Error('No stderr')
  const [line] = (await once(child.stderr, 'data')) as [Buffer]
  t.match(String(line), 'Listening on port')
  t.equal(child.exitCode, null)
  const exited = once(child, 'exit')
  child.disconnect()
  t.same(await exited, [0, null])
})
