import { readFileSync } from 'node:fs'

import t from 'tap'

import { acceptedTable, namedTable, settingTable } from '../../template/lua-ts/host/setting-table.ts'
import { settingsHelp, settingsPage } from '../../template/lua-ts/host/settings-help.ts'

const names = [...Object.values(settingTable), ...namedTable, ...acceptedTable].map(({ name }) => name)

t.test('settingsHelp() names every setting', async (t) => {
  const lines = settingsHelp().split('\n')
  for (const name of names) t.equal(lines.filter((line) => new RegExp(`^  ${name}[ ,]`).test(line)).length, 1, name)
})

t.test('settingsHelp() is at most 100 columns wide', async (t) => {
  t.same(settingsHelp().split('\n').filter((line) => line.length > 100), [])
})

t.test('settingsHelp() puts the default behind the help', async (t) => {
  t.match(settingsHelp(), /^  exec_timeout +longest time a handler may take; 0 for no limit \(default 30s\)$/m)
  t.match(settingsHelp(), /^  log_callid, log_call_id +put /m)
})

t.test('settingsPage() is what docs/settings.md holds', async (t) => {
  const page = readFileSync(new URL('../../docs/settings.md', import.meta.url), 'utf8')
  t.equal(page, settingsPage(), 'made with: node template/lua-ts/index.ts --help=markdown > docs/settings.md')
})

t.test('settingsPage() has a row for every setting', async (t) => {
  for (const name of names) t.match(settingsPage(), new RegExp(`^\\| \`${name}\`[ ,]`, 'm'), name)
})
