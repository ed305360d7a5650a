import t from 'tap'
import type { Dialect } from '../../../template/lua-ts/modules/database/driver.ts'
import { readStatement, statements } from '../../../template/lua-ts/modules/database/sql-statement.ts'

const sqlOf = (dialect: Dialect, sql: string) => readStatement(dialect, sql).sql

t.test('readStatement() writes each database its own placeholders', async (t) => {
  const sql = 'SELECT ? , ? FROM t WHERE a = ?'
  t.same(readStatement('postgres', sql), { sql: 'SELECT $1 , $2 FROM t WHERE a = $3', order: undefined, parameters: 3, verb: 'SELECT' })
  t.match(readStatement('sqlite', sql), { sql: 'SELECT ?1 , ?2 FROM t WHERE a = ?3', parameters: 3 })
  t.match(readStatement('mysql', sql), { sql, parameters: 3, order: undefined })
  t.match(readStatement('mysql', 'SELECT ?2, ?1, $2'), { sql: 'SELECT ?, ?, ?', parameters: 2, order: [1, 0, 1] })
  t.match(readStatement('postgres', 'SELECT ?2, ?1, $2'), { sql: 'SELECT $2, $1, $2', parameters: 2, order: undefined })
  t.equal(sqlOf('postgres', "SELECT data ?? 'a' AND b = ?"), "SELECT data ? 'a' AND b = $1")
})

t.test('readStatement() leaves quoted text and comments as they are', async (t) => {
  const same: Readonly<Record<Dialect, readonly string[]>> = {
    sqlite: ["SELECT '?'", "SELECT '''?'", 'SELECT "?"', 'SELECT `?`', 'SELECT [?]', 'SELECT 1 -- ?', 'SELECT /* ? */ 1', "SELECT '?"],
    postgres: [
      "SELECT '?'", "SELECT '\\' || '?'", "SELECT E'\\'?'", "SELECT e'?'", 'SELECT "?"', 'SELECT 1 -- ?\n', 'SELECT /* /* ? */ ? */ 1',
      'SELECT $$?$$', 'SELECT $a$ ? $$ ? $a$', 'SELECT /* ?',
    ],
    mysql: ["SELECT '\\'?'", 'SELECT "\\"?"', 'SELECT `?`', 'SELECT 1 # ?', 'SELECT 1 -- ?', 'SELECT /* ? */ 1'],
  }
  for (const dialect of ['sqlite', 'postgres', 'mysql'] as const) {
    for (const sql of same[dialect]) t.match(readStatement(dialect, sql), { sql, parameters: 0 }, `${dialect}: ${sql}`)
  }
  t.equal(sqlOf('mysql', 'SELECT 5--? '), 'SELECT 5--? ', 'two dashes are two signs in MySQL without a space')
  t.equal(sqlOf('postgres', 'SELECT a[?]'), 'SELECT a[$1]')
})

t.test('readStatement() tells what a statement does', async (t) => {
  const verb = (sql: string) => readStatement('sqlite', sql).verb
  t.same(['/* x */ select 1', '(SELECT 1)', 'insert into t values (1)', 'WITH a AS (SELECT 1) DELETE FROM t', 'WITH a AS (SELECT 1) SELECT 1'].map(verb), ['SELECT', 'SELECT', 'INSERT', 'DELETE', 'SELECT'])
})

t.test('readStatement() refuses what can only be a mistake', async (t) => {
  t.throws(() => readStatement('sqlite', ' -- nothing'), { name: 'StatementError', message: 'no statement: the SQL is empty' })
  t.throws(() => readStatement('sqlite', 'SELECT ?, ?1'), /placeholders of both kinds/)
  t.throws(() => readStatement('sqlite', 'SELECT ?0'), /numbers begin with 1/)
  t.throws(() => readStatement('sqlite', 'SELECT 1; SELECT 2'), /several statements/)
  t.throws(() => readStatement('sqlite', "SELECT 1; 'x'"), /several statements/)
  t.throws(() => readStatement('sqlite', 'CREATE TABLE a (b); CREATE TABLE c (d)'), /several statements/)
  t.doesNotThrow(() => readStatement('sqlite', 'SELECT 1; -- the end\n;'))
  t.doesNotThrow(() => readStatement('sqlite', 'CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM a; DELETE FROM b; END'))
})

t.test('statements() reads the same SQL once', async (t) => {
  const read = statements('sqlite')
  t.equal(read('SELECT 1'), read('SELECT 1'))
  for (let i = 0; i < 1100; i++) read(`SELECT ${i + 2}`)
  t.match(read('SELECT 1'), { sql: 'SELECT 1' })
})
