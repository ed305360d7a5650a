import { join } from 'node:path'
import t from 'tap'
import { parseDatabaseUrl } from '../../../template/lua-ts/modules/database/database-url.ts'
import type { Result, Row, RowStream, Session } from '../../../template/lua-ts/modules/database/driver.ts'
import { readStatement } from '../../../template/lua-ts/modules/database/sql-statement.ts'
import { sqliteDriver } from '../../../template/lua-ts/modules/database/sqlite-session.ts'

const connect = (url: string) => sqliteDriver(parseDatabaseUrl(url)).connect() as Session
const run = (session: Session, sql: string, ...values: Row) => session.run(readStatement('sqlite', sql), values) as Result

t.test('sqliteDriver() has one connection in memory and several to a file', async (t) => {
  t.equal(sqliteDriver(parseDatabaseUrl('sqlite::memory:')).poolSize, 1)
  t.equal(sqliteDriver(parseDatabaseUrl('sqlite:/x?pool_size=4')).poolSize, 4)
  t.throws(() => connect('sqlite:/no/such/folder/x.db'), { name: 'DatabaseError', message: /unable to open/ })
})

t.test('Session.run() counts changes of this statement only', async (t) => {
  const session = connect('sqlite::memory:')
  t.match(run(session, 'CREATE TABLE t (a INTEGER PRIMARY KEY, b)'), { affectedRows: 0, insertId: undefined })
  t.match(run(session, 'INSERT INTO t (b) VALUES (?), (?)', 'x', true), { affectedRows: 2, insertId: 2n })
  t.match(run(session, 'INSERT INTO t (b) VALUES (?) RETURNING a', 1n), { affectedRows: 1, insertId: 3n, rows: [[3n]] })
  t.match(run(session, 'SELECT a, b FROM t'), { affectedRows: 0, insertId: undefined, rows: [[1n, 'x'], [2n, 1n], [3n, 1n]] })
  t.match(run(session, 'CREATE TABLE u (a)'), { affectedRows: 0 })
  t.match(run(session, 'INSERT OR IGNORE INTO t (a) VALUES (1)'), { affectedRows: 0, insertId: undefined })
  t.match(run(session, 'ROLLBACK'), { affectedRows: 0 }, 'a rollback without a transaction is nothing')
  session.close()
  t.equal(session.broken, true)
})

t.test('Session.stream() reads a file piece by piece while others write', async (t) => {
  const url = `sqlite:${join(t.testdir({}), 'data.db')}`
  const session = connect(url)
  run(session, 'CREATE TABLE t (a)')
  const numbers = 'WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 450) SELECT x FROM c'
  run(session, `INSERT INTO t ${numbers}`)
  const stream = session.stream(readStatement('sqlite', 'SELECT a FROM t'), []) as RowStream
  const lengths: number[] = []
  const other = connect(url)
  for (let rows = stream.next() as readonly Row[]; rows.length > 0; rows = stream.next() as readonly Row[]) {
    run(other, 'DELETE FROM t WHERE a = 450')
    lengths.push(rows.length)
  }
  t.same(lengths, [200, 200, 50])
  const again = session.stream(readStatement('sqlite', 'SELECT a FROM t'), []) as RowStream
  t.equal((again.next() as readonly Row[]).length, 200)
  again.close()
  t.same(again.next(), [])
  other.close()
  session.close()
})

t.test('a database in memory can be brought back to what it was, in tests', async (t) => {
  const kept: { remember: () => () => void; clear: () => void }[] = []
  const testing = { keeps: (state: (typeof kept)[number]) => void kept.push(state), skippedMs: () => 0, lend: () => {} }
  const session = sqliteDriver(parseDatabaseUrl('sqlite::memory:'), testing).connect() as Session
  t.equal(kept.length, 1)
  const names = () => (run(session, 'SELECT name FROM t').rows as readonly Row[]).flat()
  run(session, 'CREATE TABLE t (name TEXT)')
  run(session, 'INSERT INTO t VALUES (?)', 'kept')
  const restore = kept[0]!.remember()
  run(session, 'INSERT INTO t VALUES (?)', 'undone')
  run(session, 'BEGIN IMMEDIATE')
  run(session, 'DELETE FROM t')
  restore()
  t.same(names(), ['kept'], 'what a transaction left open, too')
  run(session, 'INSERT INTO t VALUES (?)', 'again')
  t.same(names(), ['kept', 'again'], 'and it can be written')
  kept[0]!.clear()
  t.throws(names, { message: /no such table/ })
  session.close()
  t.doesNotThrow(restore, 'a closed one is left alone')
})

t.test('a database in a file is nothing that tests bring back', async (t) => {
  const testing = { keeps: () => t.fail('it is kept'), skippedMs: () => 0, lend: () => {} }
  const session = sqliteDriver(parseDatabaseUrl(`sqlite:${join(t.testdir({}), 'x.db')}`), testing).connect() as Session
  t.match(run(session, 'SELECT 1'), { rows: [[1n]] })
  session.close()
})
