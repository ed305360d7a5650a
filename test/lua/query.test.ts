import t from 'tap'
import { decodeComponent, eachParameter } from '../../template/lua-ts/lua/query.ts'

const parameters = (text: string): string[][] => {
  const found: string[][] = []
  eachParameter(text, (name, value) => found.push([name, value]))
  return found
}

t.test('decodeComponent() decodes percent and plus signs to bytes', async (t) => {
  const rows = [
    ['plain', 'plain'], ['a+b', 'a b'], ['%41%62%5A%5a', 'AbZZ'], ['%C3%A4', '\xc3\xa4'], ['%ff%00', '\xff\0'], ['a+%2B', 'a +'],
    ['100%', '100%'], ['%4', '%4'], ['%zz%41', '%zzA'], ['%%41', '%A'], ['%4g', '%4g'], ['', ''], ['\xe4', '\xe4'], ['%e4\xe4+', '\xe4\xe4 '],
  ] as const
  for (const [text, wanted] of rows) t.equal(decodeComponent(text), wanted, text)
})

t.test('eachParameter() names every pair in order', async (t) => {
  t.same(parameters(''), [])
  t.same(parameters('a=1&b=2&a=3'), [['a', '1'], ['b', '2'], ['a', '3']])
  t.same(parameters('a'), [['a', '']])
  t.same(parameters('a=&=b&='), [['a', ''], ['', 'b'], ['', '']])
  t.same(parameters('&&a=1&'), [['a', '1']])
  t.same(parameters('a=b=c'), [['a', 'b=c']])
  t.same(parameters('a%3D=b%26'), [['a=', 'b&']])
  t.same(parameters('a;b=1'), [['a;b', '1']])
})
