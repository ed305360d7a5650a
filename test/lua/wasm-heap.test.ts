import t from 'tap'
import { wasmModule } from '../../template/lua-ts/lua/wasm-module.ts'

const mebibyte = 1024 * 1024

t.test('WasmHeap shows all of a memory that has grown', async (t) => {
  const { heap, exports } = await wasmModule()
  const before = heap.HEAPU8.length
  const address = exports.malloc(before)
  t.ok(heap.HEAPU8.length > before, `${before} bytes became ${heap.HEAPU8.length}`)
  heap.HEAPU32[address >> 2] = 0xfffffffe
  t.same([heap.HEAP32[address >> 2], heap.HEAPU8[address]], [-2, 0xfe])
})

t.test('WasmHeap keeps to what its growth allows', async (t) => {
  const { heap, growth, exports } = await wasmModule()
  const { length } = heap.HEAPU8
  growth.limit(length + 10 * mebibyte)
  growth.enter()
  t.equal(exports.malloc(length + 10 * mebibyte), 0)
  t.ok(exports.malloc(length) > 0)
  t.ok(heap.HEAPU8.length <= length + 10 * mebibyte, `${heap.HEAPU8.length} bytes`)
})

t.test('WasmHeap has no more than a memory of this kind can have', async (t) => {
  const { heap } = await wasmModule()
  const { length } = heap.HEAPU8
  t.equal(heap.resize(-1), false, 'four gibibytes')
  t.equal(heap.HEAPU8.length, length)
})

t.test('WasmHeap gives functions addresses by which C calls them', async (t) => {
  const { heap, exports: { __indirect_function_table: table } } = await wasmModule()
  const got: unknown[][] = []
  const addresses = Array.from({ length: 200 }, (_, i) => heap.addFunction((...args: unknown[]) => {
    got.push([i, ...args])
    return i
  }, i % 2 === 0 ? 'iiii' : 'vii'))
  t.equal(new Set(addresses).size, 200)
  t.equal((table.get(addresses[100]!) as (...args: number[]) => number)(1, -2, 3), 100)
  t.equal((table.get(addresses[101]!) as (...args: number[]) => number)(4, 5), undefined)
  t.same(got, [[100, 1, -2, 3], [101, 4, 5]])
})
