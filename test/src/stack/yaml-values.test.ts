import t from 'tap'
import { parseYaml, readText, readTextMapping, readTexts } from '../../../src/stack/yaml-values.ts'

const listener = () => {
  const heard: string[] = []
  return { heard, complain: (place: string, what: string) => void heard.push(`${place}: ${what}`) }
}

t.test('parseYaml() keeps scalars as they are written', async t => {
  const { heard, complain } = listener()
  const text = 'a: 10\nb: true\nc: 1.0\nd: 0x10\ne:\nf: ~\ng: "null"\nh: null\ni: [1, off]\n'
  t.same(parseYaml(text, 'f', complain), { a: '10', b: 'true', c: '1.0', d: '0x10', e: '', f: '', g: 'null', h: '', i: ['1', 'off'] })
  t.same(heard, [])
})

t.test('parseYaml() follows anchors and merge keys', async t => {
  const { complain } = listener()
  const text = 'base: &base\n  a: 1\nmore:\n  <<: *base\n  b: 2\n'
  t.same(parseYaml(text, 'f', complain), { base: { a: '1' }, more: { a: '1', b: '2' } })
})

t.test('parseYaml() names line and column of every syntax error', async t => {
  const { heard, complain } = listener()
  t.equal(parseYaml('a: 1\nb: [1\nc: {\n', 'stack.yml', complain), undefined)
  t.ok(heard.length > 0)
  for (const line of heard) t.match(line, /^stack\.yml:\d+:\d+: Cannot read the YAML: [^\n]+$/)
})

t.test('readText(), readTexts() and readTextMapping() complain about other shapes', async t => {
  const { heard, complain } = listener()
  t.equal(readText('x', 'p', complain), 'x')
  t.equal(readText('', 'p', complain), undefined)
  t.same(readTexts(undefined, 'p', complain), [])
  t.same(readTextMapping('', 'p', complain), {})
  t.same(heard, [])
  readText(['x'], 'one', complain)
  readTexts('x', 'two', complain)
  readTexts([{ a: 'b' }], 'three', complain)
  readTextMapping(['a=b'], 'four', complain)
  readTextMapping({ a: ['b'] }, 'five', complain)
  t.same(heard.map(line => line.split(' ', 3).slice(0, 3).join(' ')), ['one: Must be', 'two: Must be', 'three: Must be', 'four: Must be', 'five.a: Must be'])
  t.match(heard[1], /not "x"$/)
})
