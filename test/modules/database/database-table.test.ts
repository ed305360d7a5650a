import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Database } from '../../../template/lua-ts/modules/database/database.ts'
import { DatabaseTable } from '../../../template/lua-ts/modules/database/database-table.ts'

const tableOf = (environment: Readonly<Record<string, string>> = {}, secretsDir = '/none') => {
  const warnings: string[] = []
  return { warnings, table: new DatabaseTable({ settings: { secretsDir }, environment, warn: (text) => void warnings.push(text) }) }
}

t.test('DatabaseTable find() opens each database once', async (t) => {
  const { table, warnings } = tableOf({ database_url: 'sqlite::memory:', database_url_reports: 'sqlite:/tmp/none.db' })
  const main = table.find() as Database
  t.equal(table.find(), main)
  t.equal(table.find('sqlite::memory:'), main, 'a URL is another name of it')
  t.not(table.find('reports'), main)
  t.same(warnings, [])
  table.close(main)
  t.not(table.find(), main, 'once closed, it is opened anew')
  table.close(table.find() as Database)
})

t.test('DatabaseTable find() looks into secrets, and warns when it finds nothing at all', async (t) => {
  const folder = t.testdir({ 'database-url': 'sqlite::memory:\n' })
  writeFileSync(join(folder, 'database-url-other-one'), 'nonsense://x')
  const { table, warnings } = tableOf({}, folder)
  t.match(table.find(), { driver: { dialect: 'sqlite' } })
  t.throws(() => table.find('other_one'), { message: /^Cannot use database_url_other_one or database-url-other-one: / })
  t.same(warnings, [])
  const bare = tableOf()
  bare.table.find()
  bare.table.find()
  t.match(bare.warnings, [/^No database_url: using SQLite in memory/])
})

t.test('DatabaseTable find() says what is missing or misspelt', async (t) => {
  const { table } = tableOf()
  t.throws(() => table.find('reports'), { message: /^Cannot connect to database "reports": neither database_url_reports nor the secret database-url-reports is there/ })
  t.throws(() => table.find('no name'), { message: /^Cannot connect to database "no name": expected a name/ })
  t.throws(() => table.find('oracle://x'), { message: /^Cannot (use|connect)/ })
})
