import t from 'tap'
import { WasmGrowth } from '../../template/lua-ts/lua/wasm-growth.ts'

const page = 65_536

t.test('WasmGrowth refuses what goes over the limit while Lua runs, and allows twice as much to the host', async (t) => {
  const growth = new WasmGrowth()
  growth.limit(20 * page)
  growth.enter()
  t.equal(growth.pages(10 * page, 20 * page), 10)
  t.equal(growth.pages(10 * page, 20 * page + 1), undefined)
  growth.enter()
  growth.leave()
  t.equal(growth.pages(10 * page, 21 * page), undefined, 'a run within a run ends, the outer one goes on')
  growth.leave()
  t.equal(growth.pages(10 * page, 40 * page), 30)
  t.equal(growth.pages(10 * page, 40 * page + 1), undefined)
})

t.test('WasmGrowth takes a fifth more, but not beyond the limit, and nothing more for the host', async (t) => {
  const growth = new WasmGrowth()
  growth.limit(20 * page)
  growth.enter()
  t.equal(growth.pages(10 * page, 11 * page), 2)
  t.equal(growth.pages(19 * page, 19 * page + 1), 1, 'up to the limit')
  growth.leave()
  t.equal(growth.pages(10 * page, 11 * page), 1, 'for the host no more than it needs')
  t.equal(growth.pages(30 * page, 11 * page), 0, 'a memory that is large enough stays as it is')
})

t.test('WasmGrowth lets a memory without limit grow', async (t) => {
  const growth = new WasmGrowth()
  t.equal(growth.pages(10 * page, 500 * page), 490)
  t.equal(growth.pages(100 * page, 101 * page), 20)
})
