import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { AbortedError } from '../../../template/lua-ts/host/errors.ts'
import { databaseServer } from '../../support/database-server.ts'
import { callOf } from '../../support/function-call.ts'
import { engines, functionOf } from '../../support/lua-function.ts'

/** A function that runs the Lua of the request's body on a fresh SQLite file. */
const load = (t: Test, engine: (typeof engines)[number], url = `sqlite:${join(t.testdir({}), 'data.db')}?pool_size=1`) =>
  functionOf(t, `local db = require "database"
return function(event)
  local result = assert(load("local db = ... " .. event.body, "=script"))(db)
  return tostring(result)
end`, { engine, environment: { database_url: url } })

const create = 'db.execute("DROP TABLE IF EXISTS t") db.execute("CREATE TABLE t (a INTEGER)")'
const count = 'db.query("SELECT COUNT(*) AS n FROM t")[1].n'

for (const engine of engines) {
  t.test(`transactionSteps() forgets a transaction however it ends on ${engine}`, async (t) => {
    const f = await load(t, engine)
    const run = async (script: string) => (await f.request({ method: 'POST', body: script })).body.toString()
    await run(create)
    const insert = 'tx:execute("INSERT INTO t VALUES (1)")'
    const over = 'script:1: this transaction or connection is over'
    t.equal(await run(`local kept db.transaction(function(tx) kept = tx ${insert} end) return select(2, pcall(function() kept:execute("SELECT 1") end))`), over)
    t.equal(await run(`local kept pcall(db.transaction, function(tx) kept = tx ${insert} error("x") end) return select(2, pcall(function() kept:transaction(function() end) end))`), over)
    t.equal(await run(`coroutine.wrap(function() db.transaction(function(tx) ${insert} coroutine.yield() end) end)() return "left"`), 'left')
    t.equal(await run(`return ${count}`), '1', 'what was left unfinished is rolled back, and its only connection is free')
    const { call, abort } = callOf({ method: 'POST', body: `db.transaction(function(tx) ${insert} require("time").sleep(0.1) ${insert} end)` })
    const ended = t.rejects(f.invoke(call) as Promise<void>, AbortedError)
    setTimeout(abort, 20)
    await ended
    t.equal(await run(`return ${count}`), '1')
  })
}

t.test('transactionSteps() raises what the function raised, when its connection is lost too', async (t) => {
  const server = await databaseServer(t, 'postgres')
  if (!server) return
  const f = await load(t, 'fengari', server.url)
  const run = async (script: string) => (await f.request({ method: 'POST', body: script })).body.toString()
  const lose = 'pcall(tx.query, tx, "SELECT pg_terminate_backend(pg_backend_pid())") error("mine", 0)'
  t.equal(await run(`return select(2, pcall(db.transaction, function(tx) ${lose} end))`), 'mine')
  t.equal(await run(`return select(2, pcall(db.transaction, function(tx) tx:transaction(function(tx) ${lose} end) end))`), 'mine')
  t.match(await run(`return select(2, pcall(db.transaction, function(tx) pcall(tx.transaction, tx, function(tx) ${lose} end) end))`), /Cannot reach postgres/, 'but it can\'t be kept')
})
