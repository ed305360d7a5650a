import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { compileCacheDir } from '../../src/compile-cache.ts'

t.test('compileCacheDir() is filled as the packages are installed', async t => {
  t.match(compileCacheDir(), `${sep}node_modules${sep}`)
  const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(new URL('../../src/fill-compile-cache.ts', import.meta.url))], { encoding: 'utf8', env: {} })
  t.equal(status, 0, stderr)
  t.not(readdirSync(compileCacheDir()).length, 0)
})
