import { WasmBuilders } from '../../template/lua-ts/lua/wasm-builders.ts'
import type { RecordShape } from '../../template/lua-ts/lua/records.ts'
import { testEngine } from '../support/engine-test.ts'

const shapeOf = (keys: readonly string[]): RecordShape => ({ keys, floats: keys.map(() => false), null: undefined })

testEngine('wasm', 'WasmBuilders compiles one builder for single rows and one for many', (t, lua) => {
  const builders = new WasmBuilders(lua)
  const shape = shapeOf(['a', 'b'])
  const one = builders.find(lua.main, shape, 1)!
  const many = builders.find(lua.main, shape, 1000)!
  t.same([one.rows, many.rows], [1, 80])
  t.equal(builders.find(lua.main, shape, 79), one)
  t.equal(builders.find(lua.main, shape, 80), many)
  t.equal(builders.find(lua.main, shapeOf(Array.from({ length: 100 }, (_, i) => `${i}`)), 5)?.rows, 1)
})

testEngine('wasm', 'WasmBuilders has no builder for two fields of one name and for too many', (t, lua) => {
  const builders = new WasmBuilders(lua)
  for (const keys of [['a', 'a'], Array.from({ length: 161 }, (_, i) => `${i}`)]) t.equal(builders.find(lua.main, shapeOf(keys), 1), undefined)
  t.equal(lua.top(lua.main), 0)
})

testEngine('wasm', 'WasmBuilders keeps a bounded number of them', (t, lua) => {
  const builders = new WasmBuilders(lua)
  const refs = new Set<number>()
  for (let i = 0; i < 1500; i++) refs.add(builders.find(lua.main, shapeOf([`column ${i}`]), 1)!.ref)
  t.ok(refs.size <= 510, `${refs.size} references`)
})
