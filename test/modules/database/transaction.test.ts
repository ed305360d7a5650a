import t from 'tap'
import { Database } from '../../../template/lua-ts/modules/database/database.ts'
import { parseDatabaseUrl } from '../../../template/lua-ts/modules/database/database-url.ts'
import type { Driver, Result, Row, RowStream, Session, Statement } from '../../../template/lua-ts/modules/database/driver.ts'
import { Stop } from '../../../template/lua-ts/modules/database/stop.ts'
import { Transaction } from '../../../template/lua-ts/modules/database/transaction.ts'

const empty: Result = { columns: [], rows: [], affectedRows: 0, insertId: undefined }

/** A database with one session at most, which writes down what it is told; `fails` are statements that fail, `later` those that take a turn. */
const scripted = ({ fails = [] as readonly string[], later = /never/, pieces = [] as readonly (readonly Row[])[], interleaves = false } = {}) => {
  const told: string[] = []
  const done = (sql: string): Result => {
    if (fails.includes(sql)) throw new Error(`${sql} failed`)
    return empty
  }
  const connect = (): Session => {
    let end = (_error: Error): void => {}
    const session = {
      broken: false,
      run: ({ sql }: Statement) => {
        told.push(sql)
        if (sql === 'SLOW') return new Promise<Result>((_, reject) => { end = reject })
        return later.test(sql) ? Promise.resolve(sql).then(done) : done(sql)
      },
      stream: (): RowStream => {
        const left = [...pieces]
        return { columns: [], next: () => left.shift() ?? [], close: () => void told.push('close rows') }
      },
      cancel: () => {
        told.push('cancel')
        session.broken = true
        end(new Error('cancelled'))
      },
      rest: () => {},
      close: () => void told.push('close'),
    }
    return session
  }
  const driver: Driver = { dialect: 'mysql', begin: 'BEGIN', interleaves, idleTimeoutMs: Infinity, poolSize: 1, connect }
  const database = new Database(parseDatabaseUrl('sqlite::memory:'), driver)
  return { database, told, begin: async () => Transaction.begin(database, new Stop()) }
}

const statement = (sql: string): Statement => ({ sql, order: undefined, parameters: 0, verb: sql })
const run = async (transaction: Transaction, sql: string): Promise<Result> => transaction.run(statement(sql), [], new Stop())
const isFree = (database: Database) => !(database.lease(new Stop()) instanceof Promise)

t.test('Transaction gives its session back when it ends, and takes no more', async (t) => {
  for (const step of ['commit', 'rollback'] as const) {
    const { database, told, begin } = scripted()
    const transaction = await begin()
    await run(transaction, 'INSERT')
    t.equal(transaction.ended, false)
    await transaction[step](new Stop())
    t.same([told, transaction.ended], [['BEGIN', 'INSERT', step.toUpperCase()], true])
    await t.rejects(run(transaction, 'INSERT'), { message: 'this transaction is over' })
    await transaction.abandon()
    t.equal(told.length, 3, 'nothing is said twice')
    t.ok(isFree(database))
  }
})

t.test('Transaction.begin() gives the session back when the server does not begin', async (t) => {
  for (const later of [/never/, /BEGIN/]) {
    const { database, begin } = scripted({ fails: ['BEGIN'], later })
    await t.rejects(begin(), { message: 'BEGIN failed' })
    t.ok(isFree(database))
  }
})

t.test('Transaction nests by savepoints', async (t) => {
  const { told, begin } = scripted()
  const transaction = await begin()
  for (const step of ['savepoint', 'savepoint', 'rollback', 'commit', 'savepoint', 'commit', 'commit'] as const) await transaction[step](new Stop())
  t.same(told, ['BEGIN', 'SAVEPOINT s1', 'SAVEPOINT s2', 'ROLLBACK TO SAVEPOINT s2', 'RELEASE SAVEPOINT s1', 'SAVEPOINT s1', 'RELEASE SAVEPOINT s1', 'COMMIT'])
})

t.test('Transaction.commit() that fails rolls back', async (t) => {
  for (const later of [/never/, /COMMIT/]) {
    const { database, told, begin } = scripted({ fails: ['COMMIT'], later })
    const transaction = await begin()
    await t.rejects(async () => transaction.commit(new Stop()), { message: 'COMMIT failed' })
    t.same([told, transaction.ended], [['BEGIN', 'COMMIT', 'ROLLBACK'], true])
    t.ok(isFree(database))
  }
})

t.test('Transaction.rollback() of the whole never fails: without its connection the server forgets it', async (t) => {
  for (const later of [/never/, /ROLLBACK/]) {
    const { told, begin } = scripted({ fails: ['ROLLBACK'], later })
    const transaction = await begin()
    await transaction.rollback(new Stop())
    t.same([told, transaction.ended], [['BEGIN', 'ROLLBACK', 'close'], true])
  }
})

t.test('Transaction.rollback() of a part that can\'t be undone is the end of the whole', async (t) => {
  for (const later of [/never/, /ROLLBACK/]) {
    const { told, begin } = scripted({ fails: ['ROLLBACK TO SAVEPOINT s1'], later })
    const transaction = await begin()
    await transaction.savepoint(new Stop())
    await transaction.rollback(new Stop())
    await t.rejects(run(transaction, 'INSERT'), { message: 'ROLLBACK TO SAVEPOINT s1 failed' })
    await t.rejects(async () => transaction.commit(new Stop()), { message: 'ROLLBACK TO SAVEPOINT s1 failed' })
    t.same(told.slice(2), ['ROLLBACK TO SAVEPOINT s1', 'ROLLBACK'])
  }
})

t.test('Transaction.abandon() waits for no statement that is under way', async (t) => {
  const { told, begin } = scripted()
  const transaction = await begin()
  const slow = t.rejects(run(transaction, 'SLOW'), { message: 'cancelled' })
  transaction.abandon()
  await slow
  t.same(told, ['BEGIN', 'SLOW', 'cancel', 'close'])
})

t.test('Transaction.fail() gives up what is under way, and lets nothing but a rollback follow', async (t) => {
  const { told, begin } = scripted({ later: /LATER/ })
  const transaction = await begin()
  const stop = new Stop()
  const slow = t.rejects(async () => transaction.run(statement('SLOW'), [], stop), { message: 'client disconnected' })
  transaction.fail(new Error('client disconnected'))
  transaction.fail(new Error('another reason'))
  await slow
  await t.rejects(run(transaction, 'INSERT'), { message: 'client disconnected' })
  await t.rejects(async () => transaction.commit(new Stop()), { message: 'client disconnected' })
  t.same([told, transaction.ended], [['BEGIN', 'SLOW', 'cancel', 'close'], true])
})

t.test('Transaction.stream() ends where another statement needs the session', async (t) => {
  const { told, begin } = scripted({ pieces: [[[1]], [[2]]] })
  const transaction = await begin()
  const stream = async () => transaction.stream(statement('SELECT'), [], new Stop())
  const rows = await stream()
  t.same(await rows.next(new Stop()), [[1]])
  await run(transaction, 'INSERT')
  t.throws(() => rows.next(new Stop()), { message: /^the rows were not read to their end/ })
  await rows.close()
  const whole = await stream()
  for (const piece of [[[1]], [[2]], []]) t.same(await whole.next(new Stop()), piece)
  await run(transaction, 'INSERT')
  await (await stream()).close()
  await transaction.commit(new Stop())
  t.same(told, ['BEGIN', 'close rows', 'INSERT', 'INSERT', 'close rows', 'COMMIT'], 'each that was left is closed, once')
  t.throws(() => whole.next(new Stop()), { message: 'this transaction is over' })
})

t.test('Transaction.stream() goes on beside other statements where the database can do it', async (t) => {
  const { told, begin } = scripted({ pieces: [[[1]], [[2]]], interleaves: true })
  const transaction = await begin()
  const rows = await transaction.stream(statement('SELECT'), [], new Stop())
  await run(transaction, 'INSERT')
  t.same(await rows.next(new Stop()), [[1]])
  await rows.close()
  t.same(told, ['BEGIN', 'INSERT', 'close rows'])
})
