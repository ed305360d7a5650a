import t from 'tap'

import { acceptedTable, namedTable, settingTable } from '../../template/lua-ts/host/setting-table.ts'
import type { Setting } from '../../template/lua-ts/host/setting-table.ts'

const all: readonly Setting[] = [...Object.values(settingTable), ...namedTable, ...acceptedTable]

t.test('settingTable has every name once', async (t) => {
  const names = all.flatMap(({ name, alias }) => (alias === undefined ? [name] : [name, alias]))
  t.same(names.length, new Set(names).size)
})

t.test('settingTable has defaults that its own parsers take', async (t) => {
  for (const { name, default: text, parse, sameAs } of all) {
    if (text !== '' && sameAs === undefined) t.doesNotThrow(() => parse(text), name)
  }
})

t.test('settingTable starts the names of its own settings, and no others, with lua_', async (t) => {
  for (const { name, group } of all) t.equal(name.startsWith('lua_'), group === 'lua', name)
})

t.test('settingTable has one line of help for each setting', async (t) => {
  for (const { name, help } of all) t.match(help, /^\S[^\n]*[^\n.\s]$/, name)
})

t.test('settingTable names the setting that a default is taken from', async (t) => {
  for (const { sameAs, default: text } of all) {
    if (sameAs !== undefined) t.equal(settingTable[sameAs].name, text)
  }
})
