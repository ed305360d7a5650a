import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { hostBundle } from '../../../src/package/host-bundle.ts'

t.test('hostBundle() makes one program and puts beside it what that reads', async (t) => {
  const files = await hostBundle('host/', process.env)
  const names = files.map(({ path }) => path)
  for (const name of ['index.js', 'prelude.lua', 'glue.wasm', 'node_modules/pg.js', 'node_modules/mysql2.js', 'node_modules/@redis/client.js']) {
    t.ok(names.includes(`host/${name}`), name)
  }
  t.notMatch(names.join(), /\.ts|\.map|package/)
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
