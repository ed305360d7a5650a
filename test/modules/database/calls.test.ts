import type { HostFunction, Lua, Thread } from '../../../template/lua-ts/lua/engine.ts'
import type { Scheduler } from '../../../template/lua-ts/lua/scheduler.ts'
import { DatabaseCalls } from '../../../template/lua-ts/modules/database/calls.ts'
import type { Target } from '../../../template/lua-ts/modules/database/database.ts'
import type { Row, Statement } from '../../../template/lua-ts/modules/database/driver.ts'
import { sqlArguments } from '../../../template/lua-ts/modules/database/sql-arguments.ts'
import { readStatement } from '../../../template/lua-ts/modules/database/sql-statement.ts'
import type { Stop } from '../../../template/lua-ts/modules/database/stop.ts'
import { loaded, testEngine } from '../../support/engine-test.ts'
import { engines } from '../../support/lua-function.ts'

/** Calls that write down what became of each wait; `cancel` is what gives the last one up. */
const callsOf = (lua: Lua) => {
  const seen = { results: [] as HostFunction[], cancel: undefined as (() => void) | undefined }
  const wait = (_: Thread, begin: (settle: (result: HostFunction) => void) => (() => void) | undefined): number => {
    seen.cancel = begin((result) => void seen.results.push(result))
    return 0
  }
  const errors = (error: unknown) => new Error(`told: ${(error as Error).message}`)
  return { seen, calls: new DatabaseCalls(lua, { wait, current: 'run' } as unknown as Scheduler, errors as never, sqlArguments(lua)) }
}

for (const engine of engines) {
  testEngine(engine, 'DatabaseCalls.wait() pushes what is here at once, and has nothing to give up', (t, lua) => {
    const { seen, calls } = callsOf(lua)
    calls.wait(lua.main, () => 7, (_, value) => value)
    t.same([seen.results.map((result) => result(lua.main)), seen.cancel], [[7], undefined])
    calls.wait(lua.main, () => { throw new Error('no') }, () => 0)
    t.throws(() => seen.results[1]!(lua.main), { message: 'told: no' })
    t.equal(seen.cancel, undefined)
  })

  testEngine(engine, 'DatabaseCalls.wait() waits for what comes, and tells the work that it is given up', async (t, lua) => {
    const { seen, calls } = callsOf(lua)
    const stops: Stop[] = []
    calls.wait(lua.main, async (stop) => stops.push(stop), (_, value) => value)
    calls.wait(lua.main, async () => { throw new Error('late') }, () => 0)
    t.same(seen.results, [])
    await new Promise((resolve) => setImmediate(resolve))
    t.equal(seen.results[0]!(lua.main), 1)
    t.throws(() => seen.results[1]!(lua.main), { message: 'told: late' })
    calls.wait(lua.main, (stop) => new Promise(() => stops.push(stop)), () => 0)
    t.same([stops[1]!.stopped, stops[1]!.owner], [false, 'run'])
    seen.cancel!()
    t.equal(stops[1]!.stopped, true)
  })

  testEngine(engine, 'DatabaseCalls.send() sends as many values as the SQL has places for, in their order', (t, lua) => {
    const { seen, calls } = callsOf(lua)
    const sent: (readonly [string, Row])[] = []
    const target = { database: { statement: (sql: string) => readStatement('postgres', sql) } } as unknown as Target
    const send = (source: string): string => {
      seen.results.length = 0
      const query: HostFunction = (thread) => calls.send(thread, {
        name: 'query',
        target: () => target,
        first: 1,
        work: (_, { sql }: Statement, values) => void sent.push([sql, values]),
        push: () => () => 0,
      })
      const thread = loaded(lua, `return select(2, pcall(function() query(${source}) end))`, { query })
      try {
        lua.call(thread, 0, 1)
        for (const result of seen.results) result(thread)
        return lua.toText(thread, -1) ?? ''
      } catch (error) {
        return (error as Error).message
      } finally {
        lua.freeThread(thread)
      }
    }
    t.equal(send('"SELECT ?, ?", "a", nil'), '')
    t.same(sent, [['SELECT $1, $2', ['a', null]]])
    t.equal(send('"SELECT ?", "a", "b"'), 'told: 1 placeholder in the SQL, but 2 values given')
    t.equal(send('"SELECT 1", nil'), 'told: 0 placeholders in the SQL, but 1 value given')
    for (const verb of ['BEGIN', 'commit', 'START TRANSACTION', '/* x */ ROLLBACK', 'SAVEPOINT a']) t.match(send(`"${verb}"`), /is not for query and execute: use database\.transaction/)
    t.match(send('7'), "bad argument #1 to 'query' (SQL expected, got number)")
    t.match(send(''), "bad argument #1 to 'query' (SQL expected, got no value)")
    t.equal(sent.length, 1, 'nothing else was sent')
  })
}
