import t from 'tap'
import { PieceSize, pieceBytes, rowBytes } from '../../../template/lua-ts/modules/database/row-pieces.ts'

t.test('rowBytes() counts what is long', async (t) => {
  t.equal(rowBytes([]), 0)
  const short = rowBytes([1, 2n, null, true])
  t.equal(rowBytes([1, 2n, 'x'.repeat(1000), Buffer.alloc(500)]) - short, 1500)
})

t.test('PieceSize asks for few rows at first, then for as many as take little memory', async (t) => {
  const short = new PieceSize(500)
  t.equal(short.rows, 32)
  for (let i = 0; i < 3; i++) short.saw(Array.from({ length: short.rows }, () => [1, 'short']))
  t.equal(short.rows, 500, 'as many as there may be')
  short.saw([])
  t.equal(short.rows, 500)

  const long = new PieceSize(500)
  long.saw(Array.from({ length: 32 }, () => ['x'.repeat(pieceBytes / 8)]))
  t.equal(long.rows, 7)
  long.saw(Array.from({ length: 7 }, () => ['x'.repeat(pieceBytes * 8)]))
  t.equal(long.rows, 1, 'but never none')
  long.saw([[1]])
  t.equal(long.rows, 4, 'more again when they are short')
  t.equal(new PieceSize(5).rows, 5)
})
