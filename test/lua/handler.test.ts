import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`handlerInvoke() on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function(event) return "Hello, " .. (event.name or "World") .. "!" end', { engine })
    t.equal((await f.request()).body.toString(), 'Hello, World!')
    t.equal((await f.request({ query: 'name=Ada' })).body.toString(), 'Hello, Ada!')
    t.equal((await f.request({ method: 'POST', body: '{"name":"Bob"}' })).body.toString(), 'Hello, Bob!')
    t.equal((await f.request({ method: 'POST', body: ['{"na', 'me":"Eve"}'] })).body.toString(), 'Hello, Eve!')
  })
}
