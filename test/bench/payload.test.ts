import t from 'tap'
import { payload, repeatedPayload } from '../../bench/payload.ts'

t.test('payload() is the same each time and has bytes of every value', async (t) => {
  t.ok(payload(5000).equals(payload(5000)))
  t.equal(new Set(payload(65_536)).size, 256)
})

t.test('repeatedPayload() accepts pieces of any size', async (t) => {
  const body = repeatedPayload()
  const sent = Buffer.concat([body.block, body.block, body.block])
  let at = 0
  for (const length of [1, 65_535, 10, 100_000, 0]) {
    body.check(sent.subarray(at, at + length))
    at += length
  }
  t.equal(body.checkedBytes, 165_546)
})

t.test('repeatedPayload() throws when a byte differs or is missing', async (t) => {
  const wrong = repeatedPayload()
  const piece = Buffer.from(wrong.block)
  piece[40_000] = (piece[40_000]! + 1) % 256
  t.throws(() => wrong.check(piece), /differs within 65536 bytes after the first 0/)
  const short = repeatedPayload()
  short.check(short.block.subarray(0, 100))
  t.throws(() => short.check(short.block.subarray(101, 300)), /after the first 100/)
})
