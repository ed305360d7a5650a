import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { Test } from 'tap'
import { functionHost } from '../../../src/functions/function-host.ts'
import { hostProcesses } from '../../../src/functions/host-processes.ts'
import { capture } from '../fixtures/capture.ts'

const index = fileURLToPath(new URL('../fixtures/stand-in-host.ts', import.meta.url))

const startHost = (t: Test, env: Record<string, string> = {}, node = process.execPath) => {
  const printed = capture()
  const said = capture()
  const host = functionHost({
    name: 'hello',
    processes: hostProcesses({ node, index }, {}),
    env,
    cwd: import.meta.dirname,
    print: (stream, lines) => lines.forEach(line => printed.output.write(`${stream}: ${line}\n`)),
    say: text => said.output.write(`${text}\n`),
    backoff: { firstMs: 20, longestMs: 80, steadyMs: 60_000 },
  })
  t.teardown(() => host.kill())
  return { host, printed, said }
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 10))
}

t.test('functionHost() tells its port once it is ready and passes other lines on', async t => {
  const { host, printed, said } = startHost(t)
  t.equal(host.port(), undefined)
  t.equal(await host.started, true)
  t.equal((await fetch(`http://127.0.0.1:${host.port()}/print`)).status, 203)
  await printed.seen(/stdout: printed/)
  await host.stop()
  t.equal(printed.text(), 'stdout: printed\nstderr: 2026/11/23 08:41:25 SIGTERM: no new connections in 0s\n')
  t.equal(said.text(), '')
  t.equal(host.port(), undefined)
})

t.test('functionHost() starts a process that dies again, and says so', async t => {
  const { host, said } = startHost(t)
  await host.started
  const first = host.port()
  await t.rejects(fetch(`http://127.0.0.1:${first}/die`))
  await said.seen(/^hello ended with exit status 3; starting it again in 0\.02 s$/m)
  await until(() => host.port() !== undefined)
  t.equal((await fetch(`http://127.0.0.1:${host.port()}/`)).status, 203)
  await host.stop()
})

t.test('functionHost() waits longer from failure to failure', async t => {
  const { host, printed, said } = startHost(t, { stand_in: 'broken' })
  t.equal(await host.started, false)
  await said.seen(/again in 0\.02 s\n.*again in 0\.04 s\n.*again in 0\.08 s\n.*again in 0\.08 s/)
  t.match(printed.text(), 'stderr: handler.lua:1: unexpected symbol')
  await host.stop()
})

t.test('functionHost() says so when the program cannot be run', async t => {
  const { host, said } = startHost(t, {}, '/nowhere/node')
  t.equal(await host.started, false)
  await said.seen(/^hello cannot be started: spawn \/nowhere\/node ENOENT; starting it again/)
  await host.stop()
})

t.test('functionHost() stop() lets a request finish; kill() does not', async t => {
  const patient = startHost(t).host
  await patient.started
  const slow = await fetch(`http://127.0.0.1:${patient.port()}/slow`)
  const stopped = patient.stop()
  t.equal(await slow.text(), 'started\ndone\n')
  await stopped

  const { host, said } = startHost(t)
  await host.started
  const cut = await fetch(`http://127.0.0.1:${host.port()}/wait`)
  host.kill()
  await t.rejects(cut.text())
  await host.stop()
  t.equal(said.text(), '', 'it is not started again')
})
