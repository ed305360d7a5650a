import t from 'tap'
import type { Test } from 'tap'
import { DeadlineError } from '../../template/lua-ts/host/errors.ts'
import { certificates } from '../support/certificates.ts'
import { databaseServer } from '../support/database-server.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const handler = `
local db = require "database"
return function(event)
  local ok, found = pcall(db.query, event.body ~= "" and event.body or "SELECT 1 AS one")
  if ok then return { "one", found[1].one or found[1].Value } end
  return { found.kind, found.message }
end`

/** What one query gives: its value, or the error's kind and message. */
const asked = async (t: Test, url: string, sql = '', engine = engines[0]!): Promise<[string, unknown]> => {
  const f = await functionOf(t, handler, { engine, environment: { database_url: url } })
  const answer = await f.request({ method: 'POST', body: sql, deadlineMs: performance.now() + 20_000 })
  await f.shutdown()
  return JSON.parse(answer.body.toString())
}

const encrypted = {
  postgres: 'SELECT ssl AS one FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
  mysql: "SHOW STATUS LIKE 'Ssl_version'",
} as const
const slow = { postgres: 'SELECT pg_sleep(60)', mysql: 'SELECT SLEEP(60)' } as const
const running = {
  postgres: "SELECT COUNT(*) AS one FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(60)%'",
  mysql: "SELECT COUNT(*) AS one FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(60)%'",
} as const

for (const name of ['postgres', 'mysql'] as const) {
  t.test(`database speaks TLS with ${name}`, async (t) => {
    const files = certificates(t)
    const server = await databaseServer(t, name, files)
    if (!server) return
    const ca = `tls_ca=${encodeURIComponent(files.ca)}`
    for (const engine of engines) t.same(await asked(t, `${server.url}?${ca}`, '', engine), ['one', 1], `checked against an authority of one's own with ${engine}`)
    t.match(await asked(t, `${server.url}?${ca}`, encrypted[name]), ['one', name === 'postgres' ? true : /^TLS/], 'and the server says that it is encrypted')
    t.same(await asked(t, `${server.url.replace('127.0.0.1', 'localhost')}?${ca}`), ['one', 1], 'by name too')
    t.same(await asked(t, `${server.url}?tls=unverified`), ['one', 1], 'unchecked')
    t.match(await asked(t, `${server.url}?tls=verified`), ['connection', /^Cannot reach .*(certificate|signed)/], 'the public authorities don\'t know it')
    t.match(await asked(t, `${server.url}?tls_ca=${encodeURIComponent(files.otherCa)}`), ['connection', /^Cannot reach .*(certificate|signed)/], 'another authority did not sign it')
    t.match((await asked(t, server.url))[0], /^(connection|query)$/, 'the server wants it encrypted')

    const f = await functionOf(t, handler, { environment: { database_url: `${server.url}?${ca}` } })
    const count = async () => (JSON.parse((await f.request({ method: 'POST', body: running[name] })).body.toString()) as [string, number])[1]
    const ended = f.request({ method: 'POST', body: slow[name], deadlineMs: performance.now() + 700 })
    while ((await count()) === 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await t.rejects(ended, DeadlineError)
    const untilMs = performance.now() + 5000
    while ((await count()) > 0 && performance.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, 10))
    t.equal(await count(), 0, 'a statement past its deadline is given up on the server')
  })

  t.test(`database refuses a certificate of another host from ${name}`, async (t) => {
    const files = certificates(t, 'DNS:elsewhere.example')
    const server = await databaseServer(t, name, files)
    if (!server) return
    const ca = `tls_ca=${encodeURIComponent(files.ca)}`
    for (const host of ['127.0.0.1', 'localhost']) {
      t.match(await asked(t, `${server.url.replace('127.0.0.1', host)}?${ca}`), ['connection', new RegExp(`does not match certificate's altnames.*${host}`)], host)
    }
    t.same(await asked(t, `${server.url}?tls=unverified&${ca}`), ['one', 1], 'unless it is told not to look')
  })
}
