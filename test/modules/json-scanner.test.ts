import t from 'tap'
import { JsonScanner } from '../../template/lua-ts/modules/json-scanner.ts'

const scanner = (text: string, { invalidNumbers = true, comments = false } = {}): JsonScanner => new JsonScanner(text, invalidNumbers, comments)

t.test('JsonScanner.peek() stops at the next token when blanks and comments come first', async (t) => {
  const blanks = scanner(' \t\r\n x')
  t.equal(blanks.peek(), 'x'.charCodeAt(0))
  t.equal(blanks.at, 5)
  t.ok(Number.isNaN(scanner('  ').peek()))
  t.equal(scanner('/**/ //\n /* * */x', { comments: true }).peek(), 'x'.charCodeAt(0))
  t.equal(scanner('/**/x').peek(), '/'.charCodeAt(0))
  t.ok(Number.isNaN(scanner('// all', { comments: true }).peek()))
})

t.test('JsonScanner.string() reads one string after another when some have escapes', async (t) => {
  const texts = ['', 'plain', 'a"b', '\\', '\\"\\', 'x\ny\u20ac', 'plain again', '"', '\u{1f600}']
  const all = scanner(Buffer.from(texts.map((text) => JSON.stringify(text)).join('')).toString('latin1'))
  for (const text of texts) t.equal(Buffer.from(all.string('value'), 'latin1').toString(), text)
  t.ok(Number.isNaN(all.peek()))
})

t.test('JsonScanner.string() takes time in proportion when there are many escapes', async (t) => {
  const count = 200_000
  const text = `"${String.raw`\\\"`.repeat(count)}"`
  const started = performance.now()
  t.equal(scanner(text).string('value'), '\\"'.repeat(count))
  // Looking for the end anew after each escape would take minutes.
  t.ok(performance.now() - started < 10_000)
})

t.test('JsonScanner.number() reads what C reads when invalid numbers are allowed', async (t) => {
  const rows: ReadonlyArray<readonly [string, number, number]> = [
    ['0', 0, 1], ['7,', 7, 1], ['123456789012345]', 123456789012345, 15], ['1234567890123456789', Number('1234567890123456789'), 19], ['007', 7, 3],
    ['-12', -12, 3], ['1.5e+3x', 1500, 6], ['1e', 1, 1], ['1.', 1, 2], ['-.25', -0.25, 4], ['0x', 0, 1], ['0xfF', 255, 4], ['-0x10', -16, 5],
    ['0x1.8p1', 3, 7], ['0x.4', 0.25, 4], ['inf', Infinity, 3], ['-INFINITY', -Infinity, 9], ['+5', 5, 2], ['1e5', 100_000, 3],
  ]
  for (const [text, value, end] of rows) {
    const one = scanner(text)
    t.ok(one.startsNumber(), text)
    t.equal(one.number('value'), value, text)
    t.equal(one.at, end, text)
  }
  t.ok(Number.isNaN(scanner('nan(char)').number('value')))
})

t.test('JsonScanner.number() throws when there is no number, or one that is not allowed', async (t) => {
  t.throws(() => scanner('-').number('value'), { message: 'Expected value but found invalid number at character 1', position: 1 })
  t.throws(() => scanner('01', { invalidNumbers: false }).number('value'), { message: /invalid number/ })
  t.equal(scanner('10', { invalidNumbers: false }).number('value'), 10)
  t.notOk(scanner('nan', { invalidNumbers: false }).startsNumber())
  t.notOk(scanner('null').startsNumber())
})

t.test('JsonScanner.take() moves only when the word stands there', async (t) => {
  const words = scanner('truefals')
  t.ok(words.take('true'))
  t.notOk(words.take('false'))
  t.equal(words.at, 4)
})
