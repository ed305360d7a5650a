import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { platformSubjects } from './support/platform-subjects.ts'
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
    })
  }
}
