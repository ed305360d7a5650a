import t from 'tap'
import { JsonBytes } from '../../template/lua-ts/modules/json-bytes.ts'

const written = (write: (out: JsonBytes) => void): string => {
  const out = new JsonBytes()
  write(out)
  return Buffer.from(out.copy()).toString('latin1')
}

t.test('JsonBytes grows when what is appended does not fit', async (t) => {
  t.equal(written((out) => { for (let i = 0; i < 5000; i++) out.byte(0x30 + (i % 10)) }), '0123456789'.repeat(500))
  t.equal(written((out) => { for (let i = 0; i < 500; i++) out.latin1('abc\xff') }), 'abc\xff'.repeat(500))
  t.equal(written((out) => out.latin1('x'.repeat(3_000_000))).length, 3_000_000)
})

t.test('JsonBytes.string() reads back as it was when it holds every byte', async (t) => {
  const everyByte = Uint8Array.from({ length: 256 * 20 }, (_, i) => i & 0xff)
  for (const escapeSlash of [false, true]) {
    const text = written((out) => out.string(everyByte, escapeSlash))
    t.equal(text.includes('\\/'), escapeSlash)
    t.equal(JSON.parse(text), Buffer.from(everyByte).toString('latin1'))
  }
})

t.test('JsonBytes.string() escapes at every place when runs are short or long', async (t) => {
  for (const length of [0, 1, 63, 64, 65, 66, 2000]) {
    const run = 'a'.repeat(length)
    for (const text of [run, `"${run}`, `${run}"`, `${run}\\${run}\n`, `"${run}""${run}"`]) {
      t.equal(written((out) => out.string(Buffer.from(text), false)), JSON.stringify(text))
    }
  }
})

t.test('JsonBytes.clear() forgets the text when a new one begins', async (t) => {
  const out = new JsonBytes()
  out.latin1('y'.repeat(2_000_000))
  out.clear()
  out.latin1('new')
  t.equal(Buffer.from(out.copy()).toString(), 'new')
})

t.test('JsonBytes.copy() stays as it is when more is written', async (t) => {
  const out = new JsonBytes()
  out.latin1('first')
  const copy = out.copy()
  out.clear()
  out.latin1('other')
  t.equal(Buffer.from(copy).toString(), 'first')
})
