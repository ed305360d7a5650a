import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { exampleHandler, platformSubjects } from './support/platform-subjects.ts'
import { platformRows } from './support/rows/platform-rows.ts'

// The same handlers on every platform, through its real wire form.

for (const subject of platformSubjects) {
  for (const engine of engines) {
    t.test(`${subject.name} on ${engine}`, async (t) => {
      for (const row of platformRows) {
        const gap = row.gaps?.[subject.name]
        await t.test(row.name, gap === undefined ? {} : { skip: gap }, async (t) => {
          const ask = await subject.start(t, `return function(event, context) ${row.handler} end`, engine, { greeting: 'hello' })
          const answer = await ask(row.request)
          t.equal(answer.failed, row.failed ?? false)
          if (row.status !== undefined) t.equal(answer.status, row.status)
          if (row.headers) t.match(answer.headers, row.headers)
          if (row.cookies) t.same(answer.cookies, row.cookies)
          if (row.body !== undefined) t.equal(answer.body.toString('latin1'), Buffer.from(row.body).toString('latin1'))
        })
      }

      await t.test('names itself', async (t) => {
        const ask = await subject.start(t, 'return function(_, context) return context.platform end', engine)
        t.equal((await ask()).body.toString(), subject.platform)
      })

      await t.test('keeps requests that follow each other apart', async (t) => {
        const ask = await subject.start(t, 'local n = 0\nreturn function(event, context) n = n + 1 return n .. event.name .. tostring(event.other) end', engine)
        t.equal((await ask({ query: 'name=a&other=x' })).body.toString(), '1ax')
        t.equal((await ask({ query: 'name=b' })).body.toString(), '2bnil')
      })

      await t.test('greeting', async (t) => {
        const ask = await subject.start(t, exampleHandler('greeting'), engine)
        const post = (type: string, body: string) => ask({ method: 'POST', headers: { 'Content-Type': type }, body })
        t.match((await ask()).body.toString(), 'Hello, World!')
        t.match((await ask({ query: 'name=Ada' })).body.toString(), 'Hello, Ada!')
        t.match((await post('application/json', '{"name":"Ada"}')).body.toString(), 'Hello, Ada!')
        t.match((await post('application/x-www-form-urlencoded', 'name=Ada+L%C3%B6velace')).body.toString(), 'Hello, Ada Lövelace!')
        t.match(await post('application/json', '{"name":42}'), { status: 400, failed: false })
      })

      await t.test('api', async (t) => {
        const ask = await subject.start(t, exampleHandler('api'), engine, { database_url: 'sqlite::memory:' })
        const call = async (method: string, path: string, body?: object) => {
          const request = { method, path, ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) }
          const { status, headers, body: bytes } = await ask(request)
          return { status, headers, body: bytes.length === 0 ? undefined : (JSON.parse(bytes.toString()) as { id?: number }) }
        }
        const ada = { name: 'Ada Lövelace', email: 'ada@example.com' }
        const created = await call('POST', '/users', ada)
        t.match(created, { status: 201, body: ada })
        const path = `/users/${created.body!.id}`
        t.equal(created.headers['location'], path)
        t.match(await call('GET', path), { status: 200, body: ada })
        t.match(await call('POST', '/users', ada), { status: 409, body: { field: 'email' } })
        t.match(await call('PUT', path, { ...ada, name: 'Grace' }), { status: 200, body: { name: 'Grace' } })
        t.match(await call('GET', '/users'), { status: 200, body: { users: [{ name: 'Grace' }] } })
        t.match(await call('PATCH', path), { status: 405 })
        t.match(await call('DELETE', path), { status: 204, body: undefined })
        t.match(await call('GET', path), { status: 404 })
      })

      await t.test('cleanup', async (t) => {
        const ask = await subject.start(t, exampleHandler('cleanup'), engine, { database_url: 'sqlite::memory:' })
        t.same(JSON.parse((await ask({ method: 'POST' })).body.toString()), { deleted: 0 })
      })
    })
  }
}
