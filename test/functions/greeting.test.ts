import t from 'tap'
import { handlerOf, hostProcess } from '../support/host-process.ts'

t.test('greeting', async (t) => {
  const { url } = await hostProcess(t, { settings: { lua_handler: handlerOf('greeting') } })
  const answer = async (query: string, init?: RequestInit) => {
    const response = await fetch(`${url}/${query}`, init)
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
  }
  const post = (body: string, type = 'application/x-www-form-urlencoded') => answer('', { method: 'POST', body, headers: { 'Content-Type': type } })

  t.match(await answer(''), { status: 200, type: 'text/plain; charset=utf-8', text: 'Hello, World!' }, 'greets the world when nobody is named')
  t.match(await answer('?name=Ada'), { status: 200, text: 'Hello, Ada!' }, 'takes the name from the query')
  t.match(await post('{"name":"Ada"}', 'application/json'), { status: 200, text: 'Hello, Ada!' }, 'takes the name from a JSON body')
  t.match(await post('{"name":"Ada"}'), { text: 'Hello, Ada!' }, 'takes JSON as curl -d sends it, under the type of a form')
  t.match(await post('name=Ada+L%C3%B6velace'), { text: 'Hello, Ada Lövelace!' }, 'takes the name from a form')
  t.match(await post('{"name":42}', 'application/json'), { status: 400, text: 'name must be text' }, 'refuses a name that is no text')
})
