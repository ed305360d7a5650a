import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import type { Test } from 'tap'
import { handlerOf } from '../support/host-process.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import type { TestFunction } from '../support/lua-function.ts'
import { missingPart } from '../support/missing-part.ts'
import { hasRedis, redisServer } from '../modules/redis/redis-server.ts'

const handler = readFileSync(handlerOf('on-change'), 'utf8')

const shop = `
local db = require "database"
return function(event) return { db.execute(event.body) } end`

const change = (action: string, data: object | null, dataOld: object | null = null, table = 'products') => ({
  method: 'POST',
  headers: ['X-Connector', 'connector-sdk openfaasltd/postgres-connector', 'X-Topic', `${table}:${action}`, 'Content-Type', 'application/json'],
  body: JSON.stringify({ id: 'x', schema: 'public', table, action, data, dataOld, commitTime: '2026-11-23T12:00:00Z' }),
})

const suite = async (t: Test, f: TestFunction, sql: (text: string) => Promise<unknown>) => {
  const price = async (id = 7) => {
    const { status, body } = await f.request({ path: `/${id}` })
    return status === 200 ? (JSON.parse(body.toString()) as { cents: number }).cents : status
  }
  await sql("INSERT INTO products VALUES (7, 'tea', 300)")
  t.equal(await price(), 300)
  await sql('UPDATE products SET cents = 250 WHERE id = 7')
  t.equal(await price(), 300, 'the cache knows nothing of the change')
  await f.request(change('update', { id: 7 }, { id: 7 }, 'others'))
  await f.request(change('update', { id: 8 }, { id: 8 }))
  t.equal(await price(), 300, 'nor does it by changes of other rows')
  t.equal((await f.request(change('update', { id: 7, cents: 250 }, { id: 7 }))).status, 204)
  t.equal(await price(), 250, 'until it is told')
  await sql('DELETE FROM products WHERE id = 7')
  await f.request(change('delete', null, { id: 7 }))
  t.equal(await price(), 404, 'what was deleted is gone')
  for (const path of ['/', '/x', '/1234567890']) t.equal((await f.request({ path })).status, 404)
  t.equal((await f.request({ method: 'POST', body: 'hello' })).status, 400)
  t.same(f.lines, [])
}

for (const engine of engines) {
  t.test(`on-change keeps its cache right with ${engine}`, async (t) => {
    const environment = { database_url: `sqlite:${join(t.testdir({}), 'data.db')}` }
    const f = await functionOf(t, handler, { engine, environment })
    const other = await functionOf(t, shop, { environment })
    await suite(t, f, (body) => other.request({ method: 'POST', body }))
  })
}

t.test('on-change', async (t) => {
  if (!hasRedis()) return missingPart(t, 'redis', 'apt-get install redis-server')
  const server = await redisServer(t)
  for (const engine of engines) {
    await t.test(`keeps a cache in Redis right with ${engine}`, async (t) => {
      const environment = { database_url: `sqlite:${join(t.testdir({}), 'data.db')}`, redis_url: server.url }
      const settings = { redisUrl: server.url }
      const f = await functionOf(t, handler, { engine, environment, settings })
      const replica = await functionOf(t, handler, { engine, environment, settings })
      const other = await functionOf(t, shop, { environment })
      await suite(t, f, (body) => other.request({ method: 'POST', body }))
      await other.request({ method: 'POST', body: "INSERT INTO products VALUES (9, 'milk', 100)" })
      t.match((await replica.request({ path: '/9' })).body.toString(), '"cents":100')
      await other.request({ method: 'POST', body: 'UPDATE products SET cents = 90 WHERE id = 9' })
      await f.request(change('update', { id: 9 }))
      t.match((await replica.request({ path: '/9' })).body.toString(), '"cents":90', 'for all replicas')
      await f.request(change('delete', { id: 9 }))
    })
  }
})
