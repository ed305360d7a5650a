import t from 'tap'
import { parseExactJson } from '../../template/lua-ts/platform/exact-json.ts'

t.test('parseExactJson() keeps the digits of large integers', async (t) => {
  const text = '{"a":9007199254740993,"b":[-9223372036854775808,1700000000123456],"c":"9007199254740993"}'
  t.equal(JSON.stringify(parseExactJson(text)), text)
  t.same(parseExactJson('{"a":[1,0.5,null]}'), { a: [1, 0.5, null] })
  t.same(parseExactJson('[0.12345678901234567]'), [Number('0.12345678901234567')])
  t.throws(() => parseExactJson('{'), SyntaxError)
})
