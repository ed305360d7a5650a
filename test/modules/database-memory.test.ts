import t from 'tap'
import { testDatabases } from '../support/databases.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const mebibyte = 1024 * 1024
const manyRows = 1_000_000

const rows = `WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < ${manyRows}) SELECT x, 'a row of the stream' AS text FROM c`

/** MariaDB stops a recursion after 1,000 rounds unless it is told otherwise. */
const sequences: Readonly<Record<string, string>> = { mysql: `SELECT seq AS x, 'a row of the stream' AS text FROM seq_1_to_${manyRows}` }

const handler = (sql: string) => `
local db = require "database"
return function()
  local n, sum = 0, 0
  for row in db.rows([[${sql}]]) do n = n + 1 sum = sum + row.x * 1.0 end
  return ("%d %.0f"):format(n, sum)
end`

t.test(`rows() streams ${manyRows} rows in little memory`, async (t) => {
  for (const { name, url } of await testDatabases(t)) {
    for (const engine of engines) {
      // fengari's tables are JavaScript's, so what it holds is the same for every database.
      if (engine === 'fengari' && name !== 'postgres') continue
      const f = await functionOf(t, handler(sequences[name] ?? rows), { engine, environment: { database_url: url } })
      let most = 0
      const before = process.memoryUsage().rss
      const timer = setInterval(() => { most = Math.max(most, process.memoryUsage().rss) }, 20)
      t.equal((await f.request()).body.toString(), '1000000 500000500000', `${name} and ${engine}`)
      clearInterval(timer)
      const grown = (Math.max(most, process.memoryUsage().rss) - before) / mebibyte
      t.ok(grown < 64, `${name} and ${engine}: ${Math.round(grown)} MiB more`)
    }
  }
})
