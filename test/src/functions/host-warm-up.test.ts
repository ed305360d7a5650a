import { readFileSync } from 'node:fs'
import t from 'tap'
import { warmUpHost } from '../../../src/functions/host-warm-up.ts'

t.test('warmUpHost() loads sources without starting anything', async t => {
  const before = process.getActiveResourcesInfo().length
  await warmUpHost()
  t.ok(process.getActiveResourcesInfo().length <= before + 1, 'nothing listens and no timer runs')
  const text = readFileSync(new URL('../../../src/functions/host-warm-up.ts', import.meta.url), 'utf8')
  t.notMatch(text, /template\/lua-ts\/index\.ts/, 'which runs the host when it is loaded')
})
