import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { engines } from '../support/lua-function.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

for (const engine of engines) {
  t.test(`the examples' own tests pass with ${engine}`, async (t) => {
    t.setTimeout(300_000)
    const { status, stdout, stderr } = spawnSync(process.execPath, ['src/cli.ts', 'test', '--engine', engine], { cwd: root, encoding: 'utf8' })
    t.equal(status, 0, 'no test fails', { stdout, stderr })
    for (const name of readdirSync(`${root}/functions`)) t.match(stdout, `functions/${name}/handler_test.lua: `, name)
  })
}
