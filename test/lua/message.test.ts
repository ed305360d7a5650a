import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

const echo = 'return function(event) return event end'

for (const engine of engines) {
  t.test(`pushMessage() gives the handler the event itself on ${engine}`, async (t) => {
    const f = await functionOf(t, `local json = require "json"
return function(event)
  return { name = event.Records[1].name, count = #event.Records, isNull = event.none == json.null, absent = event.other == nil }
end`, { engine })
    const answer = await f.request({ message: '{"Records":[{"name":"a"},{}],"none":null}' })
    t.match(answer, { status: 200, headers: ['Content-Type', 'application/json'], ended: true })
    t.same(JSON.parse(answer.body.toString()), { name: 'a', count: 2, isNull: true, absent: true })
  })

  t.test(`pushMessage() keeps large numbers, nulls, empty lists and empty objects on ${engine}`, async (t) => {
    const f = await functionOf(t, echo, { engine })
    const event = { ms: 1700000000123, small: -2147483649, part: 0.5, none: null, list: [], object: {}, deep: [[], [{}]], text: '❄\u0000' }
    const answer = await f.request({ message: JSON.stringify(event) })
    t.same(JSON.parse(answer.body.toString()), event)
  })

  t.test(`pushMessage() makes null and nothing nil on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function(event) return type(event) end', { engine })
    for (const [message, type] of [['null', 'nil'], ['', 'nil'], ['7', 'number'], ['"x"', 'string'], ['[]', 'table'], ['false', 'boolean']] as const) {
      t.equal((await f.request({ message })).body.toString(), `"${type}"`, message)
    }
    await t.rejects(f.request({ message: '{"a":' }), { name: 'BadRequestError', message: /^The event is not JSON: / })
  })
}

t.test('pushMessage() keeps the digits of integers beyond 2^53 on wasm', async (t) => {
  const f = await functionOf(t, echo, { engine: 'wasm' })
  t.equal((await f.request({ message: '[9007199254740993,-9223372036854775808]' })).body.toString(), '[9007199254740993,-9223372036854775808]')
})
