import t from 'tap'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { hasContentType, headerValues, tableHeaders } from '../../template/lua-ts/lua/reply-headers.ts'
import { engines } from '../support/lua-function.ts'

t.test('hasContentType() looks at names only, in any case', async (t) => {
  t.equal(hasContentType([]), false)
  t.equal(hasContentType(['A', 'b', 'CONTENT-type', 'x']), true)
  t.equal(hasContentType(['A', 'content-type', 'Content-Typo', 'x']), false)
})

for (const engine of engines) {
  t.test(`headerValues() and tableHeaders() read what can be sent on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const { main } = lua
    const value = (source: string): void => {
      lua.setTop(main, 0)
      lua.load(main, Buffer.from(`return ${source}`), '=value')
      lua.call(main, 0, 1)
    }
    const values = (source: string) => {
      value(source)
      return headerValues(lua, main, -1, 'X-Name')
    }
    const headers = (source: string) => {
      value(source)
      return tableHeaders(lua, main, -1)
    }
    t.same(values('"text"'), ['text'])
    t.same(values('12'), ['12'])
    t.same(values('"\\228"'), ['\xe4'])
    t.same(values('{ "a", 1, "b" }'), ['a', '1', 'b'])
    t.same(values('{}'), [])
    t.equal(lua.top(main), 1, 'the stack is as it was')
    const refusal = (got: string) => ({ name: 'BadReplyError', message: `Header "X-Name" has no value that can be sent: expected a string, a number or a list of these, got ${got}` })
    t.throws(() => values('true'), refusal('boolean'))
    t.throws(() => values('{ "a", {} }'), refusal('a list with a table'))
    t.throws(() => values('print'), refusal('function'))
    t.same(headers('{}'), [])
    t.same(headers('{ A = "1" }'), ['A', '1'])
    t.same(headers('{ A = { "1", "2" } }'), ['A', '1', 'A', '2'])
    t.same(headers('{ A = 1, ["b-c"] = "x" }').toSorted(), ['1', 'A', 'b-c', 'x'])
    t.equal(lua.top(main), 1)
    t.throws(() => headers('{ "A: 1" }'), { name: 'BadReplyError', message: 'Headers must be a table of names and values, got a number as a name' })
    t.throws(() => headers('{ ["X-Name"] = false }'), refusal('boolean'))
  })
}
