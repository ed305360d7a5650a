import t from 'tap'
import { DeadlineError } from '../../template/lua-ts/host/errors.ts'
import { testDatabases } from '../support/databases.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import type { TestFunction } from '../support/lua-function.ts'

const runner = `
local db, json, time = require "database", require "json", require "time"
return function(event)
  return json.encode(setmetatable({ assert(load("local db, json, time = ... " .. event.body, "=script"))(db, json, time) }, json.array_mt))
end`

const call = (f: TestFunction, script: string, deadlineMs = 20_000) => f.request({ method: 'POST', body: script, deadlineMs: performance.now() + deadlineMs })

const run = async (f: TestFunction, script: string): Promise<unknown> => JSON.parse((await call(f, script)).body.toString())

/** SQL whose rows are the numbers from 1 on, with a text that has letters beyond ASCII in some rows. */
const numbers = {
  sqlite: (n: number) => `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${n}) SELECT x, CASE WHEN x % 100 = 7 THEN 'naïve' WHEN x % 10 = 0 THEN NULL ELSE 'text' END AS s FROM c`,
  postgres: (n: number) => `SELECT x, CASE WHEN x % 100 = 7 THEN 'naïve' WHEN x % 10 = 0 THEN NULL ELSE 'text' END AS s FROM generate_series(1, ${n}) AS x`,
  mysql: (n: number) => `SELECT seq AS x, CASE WHEN seq % 100 = 7 THEN 'naïve' WHEN seq % 10 = 0 THEN NULL ELSE 'text' END AS s FROM seq_1_to_${n}`,
}

/** Lua that says what is wrong with `rows`, as many as `n`. */
const check = `
  local function wrong(rows, n)
    if #rows ~= n then return "there are " .. #rows end
    for i, row in ipairs(rows) do
      local s if i % 100 == 7 then s = "naïve" elseif i % 10 ~= 0 then s = "text" end
      if row.x ~= i or row.s ~= s then return "row " .. i .. " is " .. json.encode(row) end
    end
    return "all right"
  end `

t.setTimeout(120_000)

t.test('query() gives big results whole', async (t) => {
  for (const { name, url, server } of await testDatabases(t)) {
    const sql = numbers[name]
    for (const engine of engines) {
      await t.test(`${name} and ${engine}`, async (t) => {
        const f = await functionOf(t, runner, { engine, environment: { database_url: url } })
        for (const n of [1, 127, 128, 129, 1000, 20_000]) t.same(await run(f, `${check} return wrong(db.query([[${sql(n)}]]), ${n})`), ['all right'], `${n} rows`)
        t.same(await run(f, `${check} return db.transaction(function(tx) return wrong(tx:query([[${sql(2000)}]]), 2000), tx:query("SELECT 1 AS a") end)`), ['all right', [{ a: 1 }]], 'in a transaction')
        const several = Array.from({ length: 12 }, (_, i) => run(f, `${check} return wrong(db.query([[${sql(500 + i)}]]), ${500 + i})`))
        t.same(await Promise.all(several), Array(12).fill(['all right']), 'several at a time')
        t.same(await run(f, `local rows = db.query([[${sql(300)}]]) return getmetatable(rows) == json.array_mt, rows.affected_rows, rows.insert_id == nil`), [true, 0, true])
        t.same(await run(f, `${check} local ok, e = pcall(db.query, [[${sql(1000).replace('x % 100 = 7', 'nonsense = 7').replace('seq % 100 = 7', 'nonsense = 7')}]]) return ok, wrong(db.query([[${sql(300)}]]), 300)`), [false, 'all right'], 'after a mistake')
        if (!server) return
        await t.rejects(call(f, `db.query([[${sql(20_000_000)}]])`, 300), DeadlineError)
        t.same(await run(f, `${check} return wrong(db.query([[${sql(300)}]]), 300)`), ['all right'], 'after one that took too long')
      })
    }
  }
})

t.test('the loss of a server ends what waits for it', async (t) => {
  for (const { name, url, server } of await testDatabases(t)) {
    if (!server) continue
    for (const engine of engines) {
      await t.test(`${name} and ${engine}`, async (t) => {
        const f = await functionOf(t, runner, { engine, environment: { database_url: `${url}?pool_size=60` } })
        const slow = name === 'postgres' ? 'SELECT x, pg_sleep(0.01) FROM generate_series(1, 100000) AS x' : 'SELECT seq, SLEEP(0.01) FROM seq_1_to_100000'
        const reading = [`db.query("${slow}")`, `for row in db.rows("${slow}") do end`, `db.transaction(function(tx) for row in tx:rows("${slow}") do end end)`]
        const lost = reading.map((script) => run(f, `local ok, e = pcall(function() ${script} end) return e.kind, e.message`))
        const many = Array.from({ length: 20 }, () => run(f, 'local ok, e for i = 1, 200 do ok, e = pcall(db.query, "SELECT 1 AS a") if not ok then return e.kind, e.message end time.sleep(0.005) end return "no error"'))
        await new Promise((resolve) => setTimeout(resolve, 200))
        await server.kill()
        for (const told of await Promise.all([...lost, ...many])) t.match(told, ['connection', /^Cannot reach (postgres|mysql):\/\/127\.0\.0\.1:/])
        await t.rejects(call(f, 'db.query("SELECT 1")'), { name: 'HandlerError', message: /Cannot reach/ })
        await server.start()
        t.same(await run(f, 'local ok, r for i = 1, 200 do ok, r = pcall(db.query, "SELECT 1 AS a") if ok then return r end time.sleep(0.05) end error(r)'), [[{ a: 1 }]], 'a server that is back is used again')
      })
    }
  }
})
