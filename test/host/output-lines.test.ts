import t from 'tap'

import { outputLines } from '../../template/lua-ts/host/output-lines.ts'

const linesOf = (text: string | Uint8Array, limitBytes = 65536): (string | Buffer)[] => {
  const lines: (string | Buffer)[] = []
  outputLines(text, limitBytes, (line) => lines.push(line))
  return lines
}

t.test('outputLines() splits at newlines and nowhere else', async (t) => {
  const text = 'a\n\nb\r\nc\u2028d\n'
  const lines = ['a', '', 'b\r', 'c\u2028d', '']
  t.same(linesOf(text), lines)
  t.same(linesOf(Buffer.from(text)), lines)
  t.same(linesOf(''), [''])
  t.same(linesOf(new Uint8Array()), [''])
})

t.test('outputLines() keeps bytes that are no UTF-8', async (t) => {
  const [first, second, third] = linesOf(Uint8Array.of(0x61, 10, 0xff, 0x00, 10, 0x62))
  t.equal(first, 'a')
  t.ok(Buffer.isBuffer(second))
  t.same([...Buffer.from(second ?? '')], [0xff, 0x00])
  t.equal(third, 'b')
})

t.test('outputLines() copies what it keeps, so that the bytes may change afterwards', async (t) => {
  const bytes = Uint8Array.of(0xff, 0xfe)
  const [line] = linesOf(bytes)
  bytes.fill(0)
  t.same([...Buffer.from(line ?? '')], [0xff, 0xfe])
})

t.test('outputLines() keeps a byte order mark', async (t) => {
  t.same(linesOf(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), ['\ufeffa'])
})

t.test('outputLines() cuts a line that is too long, says so, and goes on', async (t) => {
  const text = `${'x'.repeat(200)}\nnext`
  const lines = [`${'x'.repeat(70)} … [cut, 70 of 200 bytes shown]`, 'next']
  t.same(linesOf(text, 70), lines)
  t.same(linesOf(Buffer.from(text), 70), lines)
})

t.test('outputLines() leaves a line alone when it is just as long as allowed', async (t) => {
  t.same(linesOf('x'.repeat(70), 70), ['x'.repeat(70)])
  t.same(linesOf('ü'.repeat(35), 70), ['ü'.repeat(35)])
  t.same(linesOf('x'.repeat(200_000), Infinity), ['x'.repeat(200_000)])
})

t.test('outputLines() splits no character when it cuts', async (t) => {
  const cut = 'ab … [cut, 2 of 14 bytes shown]'
  for (const limit of [2, 3, 4, 5]) t.same(linesOf('ab😀😀😀', limit), [cut], String(limit))
  for (const limit of [2, 3, 4, 5]) t.same(linesOf(Buffer.from('ab😀😀😀'), limit), [cut], String(limit))
})

t.test('outputLines() cuts anywhere when there are no characters', async (t) => {
  const [line] = linesOf(new Uint8Array(20).fill(0x80), 7)
  t.ok(Buffer.isBuffer(line))
  t.match(Buffer.from(line ?? '').toString('latin1'), /^\x80{7} .*\[cut, 7 of 20 bytes shown\]$/)
})
