import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'
import { engines } from '../support/lua-function.ts'
import { missingPart } from '../support/missing-part.ts'

// What is claimed to be busted's and luassert's must be so there, too.
const specs = fileURLToPath(new URL('specs', import.meta.url))

t.test('the specs pass under busted itself', async (t) => {
  const { error, status, stdout } = spawnSync('busted', ['--lua=lua5.3', '--output=TAP', '.'], { cwd: specs, encoding: 'utf8' })
  if (error) return missingPart(t, 'busted', 'apt-get install lua-busted lua5.3')
  t.equal(status, 0, stdout)
  t.match(stdout, /^ok \d+ - assert expects errors/m)
})

for (const engine of engines) {
  t.test(`the specs pass with ${engine}`, async (t) => {
    const { status, report } = functionTestsRun(specs, { lua_engine: engine })
    t.equal(status, 0, 'no test fails', { report })
    for (const file of readdirSync(specs)) t.match(report, `- ${file}: `, file)
    t.match(report, /^# \d+ passed, 0 failed, 3 pending$/m)
  })
}
