import { readFileSync } from 'node:fs'
import t from 'tap'
import { testDatabases } from '../support/databases.ts'
import { handlerOf } from '../support/host-process.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const handler = readFileSync(handlerOf('cleanup'), 'utf8')

const fill = `
local db = require "database"
local day = 24 * 60 * 60
return {
  init = function()
    db.execute("DELETE FROM log")
    db.transaction(function(tx)
      for i = 1, 1200 do
        tx:execute("INSERT INTO log (id, created_at, message) VALUES (?, ?, ?)", "row " .. i, os.time() - (i % 4) * 10 * day, "message")
      end
    end)
  end,
  handler = function() return db.query("SELECT COUNT(*) AS rows_left FROM log") end,
}`

t.test('cleanup', async (t) => {
  for (const { name, url } of await testDatabases(t)) {
    for (const engine of engines) {
      await t.test(`deletes old rows only on ${name} and ${engine}`, async (t) => {
        const environment = { database_url: url, keep_days: '5' }
        const cleanup = await functionOf(t, handler, { engine, environment })
        const log = await functionOf(t, fill, { engine, environment })
        t.same(JSON.parse((await cleanup.request()).body.toString()), { deleted: 900 })
        t.same(JSON.parse((await cleanup.request()).body.toString()), { deleted: 0 })
        t.same(JSON.parse((await log.request()).body.toString()), [{ rows_left: 300 }])
        t.match(cleanup.lines, [/deleted 900 log rows older than 5 days/, /deleted 0 log rows/])
        await t.resolves(functionOf(t, handler, { engine, environment }), 'starts again with the table there')
      })
    }
  }

  await t.rejects(functionOf(t, handler, { environment: { keep_days: 'soon' } }), /keep_days must be a number of days/)
})
