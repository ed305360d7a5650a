import t from 'tap'
import type { Test } from 'tap'
import { asked, exampleHandler, platformSubjects } from '../contract/support/platform-subjects.ts'
import type { PlatformAsk } from '../contract/support/platform-subjects.ts'
import { testDatabases } from '../support/databases.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const handler = exampleHandler('api')

const asker = (ask: PlatformAsk) => async (method: string, path: string, body?: unknown, query = '') => {
  const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await ask({ method, path, query, ...(text === undefined ? {} : { body: text, headers: { 'Content-Type': 'application/json' } }) })
  const reply = answer.body.toString()
  return { status: answer.status, headers: answer.headers, body: reply.startsWith('{') ? JSON.parse(reply) : reply }
}

const suite = async (t: Test, platformAsk: PlatformAsk): Promise<void> => {
  const ask = asker(platformAsk)
  const ada = { name: 'Ada Lövelace', email: 'ada@example.com' }
  const created = await ask('POST', '/users', ada)
  const { id } = created.body as { id: number }
  t.match(created, { status: 201, body: { ...ada, id: Number } }, 'makes a user and tells its id')
  t.equal(created.headers['location'], `/users/${id}`, 'and its place')
  t.match(await ask('GET', `/users/${id}`), { status: 200, body: { ...ada, id } }, 'finds it')

  t.match(await ask('POST', '/users', ada), { status: 409, body: { field: 'email' } }, 'refuses an email that is taken')
  t.match(await ask('POST', '/users', '{"name":'), { status: 400 }, 'refuses what is not JSON')
  for (const body of ['[]', '1', 'null', '"x"']) t.match(await ask('POST', '/users', body), { status: 400 }, `refuses ${body}`)
  t.match(await ask('POST', '/users', { email: 'x@example.com' }), { status: 400, body: { field: 'name' } }, 'wants a name')
  t.match(await ask('POST', '/users', { name: ' ', email: 'x@example.com' }), { status: 400, body: { field: 'name' } })
  t.match(await ask('POST', '/users', { name: 7, email: 'x@example.com' }), { status: 400, body: { field: 'name' } })
  t.match(await ask('POST', '/users', { name: 'X'.repeat(201), email: 'x@example.com' }), { status: 400, body: { field: 'name' } })
  t.match(await ask('POST', '/users', { name: 'X' }), { status: 400, body: { field: 'email' } }, 'wants an email')
  t.match(await ask('POST', '/users', { name: 'X', email: 'nobody' }), { status: 400, body: { field: 'email' } })

  const ids = [id]
  for (let i = 0; i < 4; i++) ids.push((await ask('POST', '/users', { name: `User ${i}`, email: `user${i}@example.com` })).body.id)
  t.match(await ask('GET', '/users', undefined, 'limit=2'), { status: 200, body: { users: [{ id: ids[0] }, { id: ids[1] }], after: ids[1] } }, 'lists the first')
  t.match(await ask('GET', '/users', undefined, `limit=2&after=${ids[1]}`), { body: { users: [{ id: ids[2] }, { id: ids[3] }], after: ids[3] } }, 'and the next')
  t.same((await ask('GET', '/users', undefined, `after=${ids[4]}`)).body, { users: [] }, 'and an empty list at the end')
  for (const query of ['limit=0', 'limit=x', 'limit=101', 'after=-1', 'after=1e3']) {
    t.match(await ask('GET', '/users', undefined, query), { status: 400, body: { field: query.split('=')[0] } }, `refuses ${query}`)
  }

  const grace = { name: 'Grace', email: 'grace@example.com' }
  t.match(await ask('PUT', `/users/${id}`, grace), { status: 200, body: { id, ...grace } }, 'changes a user')
  t.match(await ask('PUT', `/users/${id}`, grace), { status: 200, body: { id, ...grace } }, 'changes it to what it is')
  t.match(await ask('PUT', `/users/${id}`, { name: 'G', email: 'user0@example.com' }), { status: 409, body: { field: 'email' } })
  t.match(await ask('PUT', '/users/999999999', { name: 'N', email: 'n@example.com' }), { status: 404 })

  t.match(await ask('DELETE', `/users/${ids[4]}`), { status: 204, body: '' }, 'deletes a user')
  t.match(await ask('DELETE', `/users/${ids[4]}`), { status: 404 })
  t.match(await ask('GET', `/users/${ids[4]}`), { status: 404 })
  for (const path of ['/', '/users/0', '/users/x', '/users/1/2', '/users/9999999999999999999999']) t.match(await ask('GET', path), { status: 404 }, path)
  t.match(await ask('PATCH', `/users/${id}`), { status: 405, headers: { allow: 'DELETE, GET, PUT' } })
}

t.test('api', async (t) => {
  for (const { name, url } of await testDatabases(t)) {
    for (const engine of engines) {
      await t.test(`on ${name} and ${engine}`, async (t) => {
        const environment = { database_url: url }
        const wipe = `local db = require "database"
          return { handler = function() return "" end, init = function() pcall(db.execute, "DROP TABLE users") end }`
        await functionOf(t, wipe, { engine, environment })
        const f = await functionOf(t, handler, { engine, environment })
        await suite(t, asked(f))
        t.same(f.lines, [], 'and logs nothing')
        const again = await functionOf(t, handler, { engine, environment })
        t.match(await asker(asked(again))('GET', '/users'), { status: 200, body: { users: { length: 4 } } }, 'a second start finds the table')
      })
    }
  }
})

for (const { name, start } of platformSubjects) {
  for (const engine of engines) {
    t.test(`api on ${name} and ${engine}`, async (t) => suite(t, await start(t, handler, engine, { database_url: 'sqlite::memory:' })))
  }
}
