import t from 'tap'
import { cutBytes, cutMiddle, cutText } from '../../template/lua-ts/host/cut-text.ts'

t.test('cutText() leaves what fits', async (t) => {
  for (const [text, limit] of [['', 0], ['x'.repeat(70), 70], ['ü'.repeat(35), 70], ['x'.repeat(200_000), Infinity]] as const) t.equal(cutText(text, limit), text)
})

t.test('cutText() ends a longer text with a note', async (t) => {
  t.equal(cutText('x'.repeat(200), 70), `${'x'.repeat(70)} … [cut, 70 of 200 bytes shown]`)
})

t.test('cutText() splits no character', async (t) => {
  t.equal(cutText('ü'.repeat(36), 71), `${'ü'.repeat(35)} … [cut, 70 of 72 bytes shown]`)
  t.equal(cutText('😀😀', 7), '😀 … [cut, 4 of 8 bytes shown]')
})

t.test('cutBytes() cuts bytes that are no UTF-8 anywhere', async (t) => {
  t.same(cutBytes(Buffer.alloc(20, 0x80), 10).subarray(0, 10), Buffer.alloc(10, 0x80))
})

t.test('cutMiddle() keeps the end of a long text', async (t) => {
  const text = `${'a'.repeat(10_000)}${'b'.repeat(10_000)}`
  const cut = cutMiddle(text, 8_000)
  t.equal(cut, `${'a'.repeat(4_000)} … [cut, 12000 of 20000 bytes left out] … ${'b'.repeat(4_000)}`)
  t.match(cutMiddle(text, 16_000), /^a{10000}b{1904} … \[cut, 4000 of 20000 bytes left out\] … b{4096}$/, 'of which a traceback is enough')
  t.equal(cutMiddle(text, 20_000), text)
  t.equal(cutMiddle(text, Infinity), text)
})

t.test('cutMiddle() splits no character', async (t) => {
  for (const limit of [100, 101, 102, 103]) t.match(cutMiddle('😀'.repeat(100), limit), /^(😀)+ … \[cut, \d+ of 400 bytes left out\] … (😀)+$/u)
})
