import t from 'tap'
import { ScriptHeap } from '../../template/lua-ts/lua/script-heap.ts'

const megabyte = 1024 * 1024

t.test('ScriptHeap has no limit until it is given one', async (t) => {
  const heap = new ScriptHeap()
  t.ok(heap.bytes() > 0)
  t.equal(heap.overLimit(), false)
})

t.test('ScriptHeap overLimit() counts what is held, not garbage', async (t) => {
  const heap = new ScriptHeap()
  heap.limit(16 * megabyte)
  for (let i = 0; i < 8; i++) Array.from({ length: megabyte / 2 }, () => i + 0.5)
  t.equal(heap.overLimit(), false, 'garbage')
  const held = Array.from({ length: 4 * megabyte }, (_, i) => i + 0.5)
  t.equal(heap.overLimit(), true, 'held')
  t.equal(held.length, 4 * megabyte)
  held.length = 0
  t.equal(heap.overLimit(), false, 'let go')
})
