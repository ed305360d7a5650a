import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import t from 'tap'
import type { Test } from 'tap'
import { packageCommand } from '../../../src/commands/package.ts'
import { packageHelp } from '../../../src/commands/package-options.ts'
import { packagedNode } from '../../../src/package/node-binary.ts'
import { unzip } from '../../../template/lua-ts/platform/unzip.ts'
import { actionContainer } from '../../support/openwhisk-run.ts'
import { runtimeApi } from '../../support/runtime-api.ts'
import { capture } from '../fixtures/capture.ts'
import { commandRun } from '../fixtures/command-run.ts'

const stack = 'version: 1.0\nprovider: { name: openfaas }\nfunctions:\n  hello: { lang: lua-ts, handler: ./hello }\n'
const handler = 'local names = require "lib.names"\nreturn function(event) return { own = names.own, n = event.n } end'

const project = (t: Test) =>
  t.testdir({ 'stack.yml': stack, 'node.sh': `#!/bin/sh\nexec ${process.execPath} "$@"\n`, hello: { 'handler.lua': handler, 'handler_test.lua': '', lib: { 'names.lua': 'return { own = "own" }' } } })

/** Packs with a small stand-in for Node.js, which only starts the real one. */
const pack = async (cwd: string, ...args: string[]) => {
  const stdout = capture()
  const never = new AbortController().signal
  const terminal = { args: ['package', ...args], stdin: new PassThrough(), stdout: stdout.output, stderr: stdout.output, env: process.env, cwd, signal: never, force: never }
  const status = await packageCommand(terminal, { path: join(cwd, 'node.sh'), version: `v${packagedNode}`, platform: 'linux', arch: 'x64' })
  return { status, text: stdout.text() }
}

t.test('packageCommand() makes an archive that Lambda can start, always the same', async t => {
  const dir = project(t)
  const { status, text } = await pack(dir, 'lambda', 'hello', '-o', 'one.zip', '--arch', 'x86_64')
  t.equal(status, 0)
  t.match(text, /^one\.zip: \d+ files, [\d.]+[kM]B, [\d.]+MB unpacked\ncold start/)
  await pack(dir, 'lambda', 'hello', '-o', 'two.zip', '--arch', 'x86_64')
  t.ok(readFileSync(join(dir, 'one.zip')).equals(readFileSync(join(dir, 'two.zip'))))
  const files = unzip(readFileSync(join(dir, 'one.zip')))
  const mode = (name: string) => files.find(({ path }) => path === name)?.mode
  t.same(['bootstrap', 'bin/node', 'handler.lua', 'lib/names.lua', 'host/index.js', 'host/prelude.lua'].map(mode), [0o755, 0o755, 0o644, 0o644, 0o644, 0o644])
  t.notOk(files.some(({ path }) => path.includes('_test')))
  t.notMatch(files.find(({ path }) => path === 'bootstrap')!.content.toString(), /\r/)

  const root = join(dir, 'task')
  mkdirSync(root)
  execFileSync('unzip', ['-q', join(dir, 'one.zip'), '-d', root])
  const server = await runtimeApi(t, { invocations: [{ event: { n: 7 } }] })
  // Nothing of this machine but what Lambda sets, and no folder to run in.
  const child = spawn(join(root, 'bootstrap'), [], { cwd: '/', env: { AWS_LAMBDA_RUNTIME_API: server.api, LAMBDA_TASK_ROOT: root, _HANDLER: 'handler.handler' }, stdio: 'ignore' })
  const [code] = (await once(child, 'close')) as [number]
  t.equal(code, 1, 'the end of events ends it')
  t.same(server.last(), { own: 'own', n: 7 })
})

t.test('packageCommand() parts a layer from its function', async t => {
  const dir = project(t)
  await pack(dir, 'lambda', '--layer', '-o', 'layer.zip', '--arch', 'x86_64')
  await pack(dir, 'lambda', 'hello', '--function-only', '-o', 'function.zip')
  const names = (file: string) => unzip(readFileSync(join(dir, file))).map(({ path }) => path)
  t.ok(names('layer.zip').includes('bootstrap'))
  t.notOk(names('layer.zip').includes('handler.lua'))
  t.same(names('function.zip'), ['handler.lua', 'lib/names.lua'])
})

t.test('packageCommand() makes an archive that OpenWhisk can start', async t => {
  const dir = project(t)
  t.equal((await pack(dir, 'openwhisk', 'hello', '-o', 'action.zip')).status, 0)
  const action = await actionContainer(t)
  t.equal((await action.init(readFileSync(join(dir, 'action.zip')))).status, 200)
  t.same((await action.run({ n: 7 })).body, { own: 'own', n: 7 })
})

t.test('packageCommand() names a file that it can\'t write', async t => {
  const dir = project(t)
  writeFileSync(join(dir, 'file'), '')
  const run = commandRun(t, ['package', 'openwhisk', 'hello', '-o', 'file/out.zip'], dir)
  t.equal(await run.status, 1)
  t.match(run.stderr.text(), 'Cannot write')
})

t.test('packageCommand() shows its help', async t => {
  const help = commandRun(t, ['package', '--help'], '/')
  t.equal(await help.status, 0)
  t.equal(help.stdout.text(), packageHelp)
})
