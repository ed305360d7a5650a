import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { asked, exampleHandler, platformSubjects } from '../contract/support/platform-subjects.ts'
import type { PlatformAsk } from '../contract/support/platform-subjects.ts'
import { testDatabases } from '../support/databases.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import type { TestFunction } from '../support/lua-function.ts'

const handler = exampleHandler('cleanup')

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

const jsonOf = async (answer: Promise<{ readonly body: Buffer }>): Promise<unknown> => JSON.parse((await answer).body.toString())

const suite = async (t: Test, ask: PlatformAsk, log: TestFunction): Promise<void> => {
  t.same(await jsonOf(ask({ method: 'POST' })), { deleted: 900 })
  t.same(await jsonOf(ask({ method: 'POST' })), { deleted: 0 })
  t.same(await jsonOf(log.request()), [{ rows_left: 300 }])
}

t.test('cleanup', async (t) => {
  for (const { name, url } of await testDatabases(t)) {
    for (const engine of engines) {
      await t.test(`deletes old rows only on ${name} and ${engine}`, async (t) => {
        const environment = { database_url: url, keep_days: '5' }
        const cleanup = await functionOf(t, handler, { engine, environment })
        const log = await functionOf(t, fill, { engine, environment })
        await suite(t, asked(cleanup), log)
        t.match(cleanup.lines, [/deleted 900 log rows older than 5 days/, /deleted 0 log rows/])
        await t.resolves(functionOf(t, handler, { engine, environment }), 'starts again with the table there')
      })
    }
  }

  await t.rejects(functionOf(t, handler, { environment: { keep_days: 'soon' } }), /keep_days must be a number of days/)
})

const folder = t.testdir({})

for (const { name, start } of platformSubjects) {
  for (const engine of engines) {
    t.test(`cleanup on ${name} and ${engine}`, async (t) => {
      const environment = { database_url: `sqlite:${join(folder, `${name} ${engine}.db`.replaceAll(' ', '-'))}`, keep_days: '5' }
      const ask = await start(t, handler, engine, environment)
      await suite(t, ask, await functionOf(t, fill, { engine, environment }))
    })
  }
}
