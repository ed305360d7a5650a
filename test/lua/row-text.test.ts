import t from 'tap'
import { RowText } from '../../template/lua-ts/lua/row-text.ts'
import type { RecordRow } from '../../template/lua-ts/lua/records.ts'

/** The bytes of all texts of rows; those of every third are passed over. */
const read = (rows: readonly RecordRow[]): readonly Uint8Array[] => {
  const text = new RowText()
  let n = 0
  const found = rows.flatMap((row, i) => {
    text.reach(rows, i)
    return row.flatMap((value) => {
      if (typeof value !== 'string') return []
      if (n++ % 3 !== 0) return [text.take(value)]
      text.skip(value)
      return []
    })
  })
  text.end()
  return found
}

const texts = (rows: readonly RecordRow[]): string[] => rows.flat().filter((value) => typeof value === 'string').filter((_, i) => i % 3 !== 0)

t.test('RowText gives the bytes of each text', async (t) => {
  const plain = Array.from({ length: 300 }, (_, i) => [i, `name ${i}`, '', `mail${i}@example.com`, null])
  const long = plain.map((row, i) => (i % 10 === 0 ? ['long '.repeat(100), ...row] : row))
  const accented = plain.map((row, i) => (i === 150 ? ['é', ...row] : row))
  for (const rows of [plain, long, accented, plain.slice(0, 3), [], [[], [1]]]) {
    t.same(read(rows).map((bytes) => Buffer.from(bytes).toString()), texts(rows))
  }
})

t.test('RowText shares memory among some thousand bytes, not more', async (t) => {
  const rows = Array.from({ length: 1000 }, (_, i) => [`number ${i}`])
  const buffers = new Set(read(rows).map((bytes) => bytes.buffer))
  t.ok(buffers.size > 1 && buffers.size < 20, `${buffers.size} buffers`)
  for (const { byteLength } of buffers) t.ok(byteLength <= 8192)
  t.equal(new Set(read(rows.slice(0, 4)).map((bytes) => bytes.buffer)).size, 2, 'few rows share none')
})
