import t from 'tap'
import { latin1Bytes, latin1Text, utf8Bytes, utf8Text } from '../../template/lua-ts/lua/byte-strings.ts'

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i)

t.test('latin1Text() and latin1Bytes() are each other\'s inverse for every byte', async (t) => {
  for (const bytes of [everyByte, everyByte.subarray(120, 140), new Uint8Array(0)]) {
    const text = latin1Text(bytes)
    t.equal(text.length, bytes.length)
    t.equal(text.charCodeAt(0) || 0, bytes[0] ?? 0)
    t.same(latin1Bytes(text), bytes)
  }
  t.equal(latin1Text(everyByte.subarray(0x80, 0x82)), '\x80\x81', 'C1 controls are kept')
})

t.test('utf8Bytes() encodes short and long text', async (t) => {
  for (const text of ['', 'ascii', 'ä', 'short ä 😀', 'a'.repeat(64), 'a'.repeat(65), `${'a'.repeat(63)}ä`, `${'long '.repeat(10)}ä😀\0`, '\0']) {
    const bytes = utf8Bytes(text)
    t.equal(bytes.constructor, Uint8Array, 'never a Buffer')
    t.equal(Buffer.from(bytes).toString('hex'), Buffer.from(text).toString('hex'))
    t.equal(utf8Text(bytes), text)
  }
})

t.test('utf8Text() replaces what is not UTF-8', async (t) => {
  t.equal(utf8Text(Uint8Array.of(0x61, 0xff, 0x62)), 'a\ufffdb')
  t.equal(utf8Text(everyByte.subarray(65, 70)), 'ABCDE', 'of a view, its own bytes')
})
