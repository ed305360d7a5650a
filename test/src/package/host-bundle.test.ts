import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import t from 'tap'
import { hostBundle } from '../../../src/package/host-bundle.ts'
import { engines } from '../../support/lua-function.ts'
import { runtimeApi } from '../../support/runtime-api.ts'

const dockerfile = readFileSync(new URL('../../../template/lua-ts/Dockerfile', import.meta.url), 'utf8')

t.test('hostBundle() makes one program and puts beside it what that reads', async (t) => {
  const files = await hostBundle('host/', process.env)
  const names = files.map(({ path }) => path)
  for (const name of ['index.js', 'prelude.lua', 'glue.wasm', 'node_modules/pg.js', 'node_modules/mysql2.js', 'node_modules/@redis/client.js']) {
    t.ok(names.includes(`host/${name}`), name)
  }
  t.notMatch(names.join(), /\.ts|\.map|package|test/)
})

t.test('hostBundle() makes another program of the same sources', async (t) => {
  const files = await hostBundle('', process.env, { source: 'export const added = (a?: number) => (a ??= 7)\n', target: 'node14' })
  const { content } = files.find(({ path }) => path === 'index.js')!
  t.match(content.toString(), /added/)
  t.notMatch(content.toString(), /\?\?=|readSettings/, 'for an older Node.js')
})

t.test('hostBundle() says why it can\'t', async (t) => {
  const dir = t.testdir({ npm: '#!/bin/sh\necho "no such luck"\nexit 1\n' })
  chmodSync(join(dir, 'npm'), 0o755)
  await t.rejects(hostBundle('', { PATH: `${dir}:${process.env['PATH']}` }), { name: 'CommandError', message: 'Cannot bundle the host: no such luck' })
})

t.test('hostBundle() makes what the image runs, on Lambda too', async (t) => {
  const [command, ...words] = JSON.parse(/^CMD (\["node".*\])$/m.exec(dockerfile)![1]!) as [string, ...string[]]
  t.equal(command, 'node')
  // No package.json lies above it, as in the image.
  const home = mkdtempSync(join(tmpdir(), 'lua-ts-image-'))
  t.after(() => rmSync(home, { recursive: true }))
  const handler = { path: 'function/handler.lua', content: 'return function(event, context) return { event.n, context.platform } end' }
  for (const { path, content } of [...(await hostBundle('', process.env)), handler]) {
    mkdirSync(dirname(join(home, path)), { recursive: true })
    writeFileSync(join(home, path), content)
  }
  for (const lua_engine of engines) {
    const server = await runtimeApi(t, { invocations: [{ event: { n: 7 } }] })
    // What stands in the Dockerfile, and what Lambda adds: there _HANDLER is the image's command.
    const env = { PATH: process.env['PATH'], exec_timeout: '10s', fprocess: 'node index.js', lua_engine, AWS_LAMBDA_RUNTIME_API: server.api, LAMBDA_TASK_ROOT: '/var/task', _HANDLER: words.at(-1) }
    const child = spawn(process.execPath, words, { cwd: home, env, stdio: 'ignore' })
    t.same(await once(child, 'close'), [1, null])
    t.same(server.last(), [7, 'lambda'])
  }
})
