import t from 'tap'

import { GatheredLines } from '../../template/lua-ts/host/gathered-lines.ts'

t.test('GatheredLines gives text and bytes in the order they came', async (t) => {
  const gathered = new GatheredLines()
  gathered.add('a\n')
  gathered.add('ü\n')
  gathered.add(Uint8Array.of(0xff, 10))
  gathered.add('b\n', 7)
  t.equal(gathered.lines, 10)
  t.equal(gathered.bytes, 8)
  t.same([...gathered.take()], [...Buffer.from('a\nü\n'), 0xff, 10, ...Buffer.from('b\n')])
})

t.test('GatheredLines is empty when it was taken', async (t) => {
  const gathered = new GatheredLines()
  gathered.add('a\n')
  gathered.take()
  t.equal(gathered.take().length, 0)
  t.equal(gathered.lines, 0)
  t.equal(gathered.bytes, 0)
})
