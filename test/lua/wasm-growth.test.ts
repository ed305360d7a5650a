import t from 'tap'
import { WasmGrowth } from '../../template/lua-ts/lua/wasm-growth.ts'

const page = 65_536

/** A memory of ten pages, and how it was asked to grow. */
const memoryOf = (growth: WasmGrowth) => {
  let pages = 10
  const asked: number[] = []
  const memory = {
    get buffer() { return { byteLength: pages * page } as ArrayBuffer },
    grow: (more: number) => {
      asked.push(more)
      pages += more
      return pages - more
    },
  }
  growth.watch(memory)
  return { memory, asked }
}

t.test('WasmGrowth refuses what goes over the limit while Lua runs, and allows twice as much to the host', async (t) => {
  const growth = new WasmGrowth()
  const resize = growth.guarded(() => true)
  growth.limit(20 * page)
  growth.enter()
  t.equal(resize(20 * page), true)
  t.equal(resize(20 * page + 1), false)
  growth.enter()
  growth.leave()
  t.equal(resize(21 * page), false, 'a run within a run ends, the outer one goes on')
  growth.leave()
  t.equal(resize(40 * page), true)
  t.equal(resize(40 * page + 1), false)
})

t.test('WasmGrowth cuts what the allocator takes beyond its need', async (t) => {
  const growth = new WasmGrowth()
  const { memory, asked } = memoryOf(growth)
  const resize = growth.guarded((bytes) => {
    memory.grow(Math.ceil((bytes * 1.2 - memory.buffer.byteLength) / page))
    return memory.buffer.byteLength >= bytes
  })
  growth.limit(20 * page)
  growth.enter()
  t.equal(resize(19 * page), true)
  t.same(asked, [10], 'up to the limit')
  growth.leave()
  t.equal(resize(30 * page), true)
  t.same(asked, [10, 10], 'for the host no more than it needs')
})

t.test('WasmGrowth leaves a memory without limit alone', async (t) => {
  const growth = new WasmGrowth()
  const { memory, asked } = memoryOf(growth)
  t.equal(growth.guarded(() => true)(2 ** 31), true)
  memory.grow(500)
  t.same(asked, [500])
})
