import t from 'tap'
import { exampleHandler, platformSubjects } from '../contract/support/platform-subjects.ts'
import type { PlatformRequest } from '../contract/support/platform-subjects.ts'
import { engines } from '../support/lua-function.ts'

for (const { name, start } of platformSubjects) {
  for (const engine of engines) {
    t.test(`greeting on ${name} and ${engine}`, async (t) => {
      const ask = await start(t, exampleHandler('greeting'), engine)
      const answer = async (request: PlatformRequest) => {
        const { status, headers, body } = await ask(request)
        return { status, type: headers['content-type'], text: body.toString() }
      }
      const post = (body: string, type = 'application/x-www-form-urlencoded') => answer({ method: 'POST', body, headers: { 'Content-Type': type } })

      t.match(await answer({}), { status: 200, type: 'text/plain; charset=utf-8', text: 'Hello, World!' }, 'greets the world when nobody is named')
      t.match(await answer({ query: 'name=Ada' }), { status: 200, text: 'Hello, Ada!' }, 'takes the name from the query')
      t.match(await post('{"name":"Ada"}', 'application/json'), { status: 200, text: 'Hello, Ada!' }, 'takes the name from a JSON body')
      t.match(await post('{"name":"Ada"}'), { text: 'Hello, Ada!' }, 'takes JSON as curl -d sends it, under the type of a form')
      t.match(await post('name=Ada+L%C3%B6velace'), { text: 'Hello, Ada Lövelace!' }, 'takes the name from a form')
      t.match(await post('{"name":42}', 'application/json'), { status: 400, text: 'name must be text' }, 'refuses a name that is no text')
    })
  }
}
