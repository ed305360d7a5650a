import t from 'tap'
import { Database } from '../../../template/lua-ts/modules/database/database.ts'
import { DatabaseError } from '../../../template/lua-ts/modules/database/database-error.ts'
import { parseDatabaseUrl } from '../../../template/lua-ts/modules/database/database-url.ts'
import type { Driver, Result, Row, Session, Statement } from '../../../template/lua-ts/modules/database/driver.ts'
import { Stop } from '../../../template/lua-ts/modules/database/stop.ts'

const empty: Result = { columns: [], rows: [], affectedRows: 0, insertId: undefined }
const locked = () => new DatabaseError('database is locked', { code: 'SQLITE_BUSY', kind: 'busy' })
const statement: Statement = { sql: 'SELECT', order: undefined, parameters: 0, verb: 'SELECT' }

/** A database whose sessions do `work`; `cancelled` counts those that were told to give up. */
const databaseOf = (poolSize: number, work: () => Result | Promise<Result> = () => empty, pieces: readonly (readonly Row[])[] = []) => {
  const seen = { cancelled: 0 }
  const connect = (): Session => ({
    broken: false,
    run: work,
    stream: () => {
      const left = [...pieces]
      return { columns: [], next: () => left.shift() ?? [], close: () => {} }
    },
    cancel: () => void seen.cancelled++,
    rest: () => {},
    close: () => {},
  })
  const driver: Driver = { dialect: 'sqlite', begin: 'BEGIN', interleaves: true, idleTimeoutMs: Infinity, poolSize, connect }
  return { database: new Database(parseDatabaseUrl('sqlite::memory:'), driver), seen }
}

t.test('Database.run() gives its session back, however the statement went', async (t) => {
  for (const work of [() => empty, async () => empty, () => { throw new Error('no') }, async () => { throw new Error('no') }]) {
    const { database } = databaseOf(1, work)
    for (let i = 0; i < 3; i++) await Promise.resolve().then(() => database.run(statement, [], new Stop())).catch(() => {})
    t.equal(database.size, 1)
    t.notOk(database.lease(new Stop()) instanceof Promise)
  }
})

t.test('Database.run() has the server give up what is stopped', async (t) => {
  const { database, seen } = databaseOf(1, () => new Promise(() => {}))
  const stop = new Stop()
  void database.run(statement, [], stop)
  stop.stop()
  t.equal(seen.cancelled, 1)
})

t.test('Database.run() tries again while others have locked the file', async (t) => {
  let tries = 0
  const { database } = databaseOf(1, () => {
    if (++tries < 4) throw locked()
    return empty
  })
  t.equal(await database.run(statement, [], new Stop()), empty)
  t.equal(tries, 4)
})

t.test('Database.run() gives up trying with its work, and where its own owner has locked the file', async (t) => {
  const { database } = databaseOf(2, () => { throw locked() })
  const stop = new Stop()
  const given = t.rejects(async () => database.run(statement, [], stop), { name: 'GivenUpError' })
  setTimeout(() => stop.stop(), 10)
  await given
  const lease = await database.lease(new Stop('me'))
  lease.locks()
  await t.rejects(async () => database.run(statement, [], new Stop('me')), { name: 'DatabaseError', message: /^database is locked: this request itself has locked it; .*tx:query/ })
})

t.test('Database.lease() refuses who would wait for itself, and lets others wait', async (t) => {
  const { database } = databaseOf(1)
  const lease = await database.lease(new Stop('me'))
  t.throws(() => database.lease(new Stop('me')), { name: 'DatabaseError', message: /^Cannot take another connection: .* all 1 are held like that/ })
  await t.rejects(async () => database.run(statement, [], new Stop('me')), { name: 'DatabaseError' })
  const other = database.lease(new Stop('other'))
  lease.release()
  lease.release()
  const next = await other
  t.throws(() => database.lease(new Stop('other')), { name: 'DatabaseError' })
  next.release()
  t.doesNotThrow(() => database.lease(new Stop('me')))
})

t.test('Database.lease() gives a session back that came after its work was given up', async (t) => {
  const { database } = databaseOf(1)
  const stop = new Stop('me')
  stop.stop()
  t.throws(() => database.lease(stop), { name: 'GivenUpError' })
  t.notOk(database.lease(new Stop('me')) instanceof Promise)
})

t.test('Database.stream() keeps its session until the rows end or are closed', async (t) => {
  const { database } = databaseOf(1, undefined, [[[1]]])
  for (const end of ['next', 'close'] as const) {
    const rows = await database.stream(statement, [], new Stop('me'))
    t.same(await rows.next(new Stop('me')), [[1]])
    t.throws(() => database.lease(new Stop('me')), { name: 'DatabaseError' })
    await rows[end](new Stop('me'))
    await rows.close()
    const lease = await database.lease(new Stop('me'))
    lease.release()
  }
})
