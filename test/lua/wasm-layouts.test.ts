import t from 'tap'
import type { Lua, Thread } from '../../template/lua-ts/lua/engine.ts'
import type { RecordShape } from '../../template/lua-ts/lua/records.ts'
import { mostFields, offset, tag, WasmLayouts } from '../../template/lua-ts/lua/wasm-layouts.ts'
import { WasmMemory } from '../../template/lua-ts/lua/wasm-memory.ts'
import { wasmModule } from '../../template/lua-ts/lua/wasm-module.ts'

const registry = -1_001_000
const shapeOf = (keys: readonly string[]): RecordShape => ({ keys, floats: keys.map(() => false), null: undefined })

/** A bare state of Lua, as much of an engine as layouts need, and the layouts of its tables. */
const layoutsOf = async () => {
  const module = await wasmModule()
  const { exports: api, heap } = module
  const memory = new WasmMemory(module)
  const L = api.luaL_newstate()
  const refs = new Set<number>()
  const pushText = (_: Thread, text: string) => memory.withText(text, (address, length) => api.lua_pushlstring(L, address, length))
  const lua = {
    pushKey: pushText,
    pushLatin1: pushText,
    pushNumber: (_: Thread, value: number) => api.lua_pushinteger(L, BigInt(value)),
    pop: (_: Thread, count: number) => api.lua_settop(L, -count - 1),
    ref: () => {
      const ref = api.luaL_ref(L, registry)
      refs.add(ref)
      return ref
    },
    unref: (ref: number) => {
      refs.delete(ref)
      api.luaL_unref(L, registry, ref)
    },
  } as unknown as Lua
  const thread = L as unknown as Thread
  const found = new WasmLayouts(lua, api, heap)
  const find = (shape: RecordShape) => found.find(thread, shape)
  return { api, L, lua, thread, heap, memory, refs, find }
}

/** The keys that a layout says its nodes have, in the order of the fields. */
const keysOf = ({ memory }: Awaited<ReturnType<typeof layoutsOf>>, nodes: Int32Array, keys: readonly string[]): readonly string[] =>
  keys.map((key, k) => memory.utf8(nodes[4 * k + 3]! + offset.text, Buffer.byteLength(key)))

t.test('WasmLayouts learns where the node of each key is', async (t) => {
  const state = await layoutsOf()
  const text = ['a', 'naïve ☃', 'a\0b', 'k'.repeat(40), 'k'.repeat(41), 'k'.repeat(500)]
  for (const keys of [['one'], ['a', 'b', 'c'], text, Array.from({ length: mostFields }, (_, i) => `column ${i}`)]) {
    const { nodes } = state.find(shapeOf(keys))!
    t.same(keysOf(state, nodes, keys), keys)
    const size = 2 ** Math.ceil(Math.log2(keys.length))
    const at = keys.map((_, k) => nodes[4 * k]! / 6)
    t.equal(new Set(at).size, keys.length, 'each has a node of its own')
    t.ok(at.every((node) => Number.isInteger(node) && node >= 0 && node < size), `within ${size}`)
    t.same(keys.map((_, k) => nodes[4 * k + 1]! >> 8), keys.map((key) => (Buffer.byteLength(key) > 40 ? tag.longText : tag.shortText)))
    t.ok(keys.every((_, k) => nodes[4 * k + 2] === 0 || at.includes(at[k]! + nodes[4 * k + 2]!)), 'what comes next is one of them')
    t.equal(state.api.lua_gettop(state.L), 0, 'nothing is left on the stack')
  }
})

t.test('WasmLayouts gives a known shape its layout, and the same keys the same one', async (t) => {
  const { find, refs } = await layoutsOf()
  const shape = shapeOf(['a', 'b', 'c'])
  const layout = find(shape)!
  t.equal(find(shape), layout)
  t.equal(refs.size, 1)
  const other = find(shapeOf(['a', 'b', 'c']))!
  t.same(other.nodes, layout.nodes)
})

t.test('WasmLayouts has none for keys that tables must be filled with one by one', async (t) => {
  const { api, L, find, refs } = await layoutsOf()
  const many = Array.from({ length: mostFields + 1 }, (_, i) => `column ${i}`)
  for (const keys of [[], ['a', 'a'], ['a', '__index'], ['__gc'], many, ['\ud800', '\ud801']]) {
    const shape = shapeOf(keys)
    t.equal(find(shape), undefined, `${keys.length} keys: ${keys[0]}`)
    t.equal(find(shape), undefined, 'as is known then')
  }
  t.ok(find(shapeOf(['_', '_x', 'x__index'])), 'names of no metamethods')
  t.equal(refs.size, 1)
  t.equal(api.lua_gettop(L), 0)
})

t.test('WasmLayouts keeps a bounded number of them', async (t) => {
  const { find, refs } = await layoutsOf()
  for (let i = 0; i < 1200; i++) find(shapeOf([`column ${i}`, 'b']))
  t.ok(refs.size > 0 && refs.size <= 500, `${refs.size} references`)
})

t.test('WasmLayouts keeps the keys alive', async (t) => {
  const state = await layoutsOf()
  const keys = ['one', 'k'.repeat(60)]
  const { nodes } = state.find(shapeOf(keys))!
  for (let i = 0; i < 20_000; i++) {
    state.lua.pushKey(state.thread, `${'k'.repeat(56)}${i % 10_000}`)
    state.lua.pop(state.thread, 1)
  }
  t.same(keysOf(state, nodes, keys), keys)
})

t.test('WasmLayouts has none where memory looks otherwise', async (t) => {
  const { api, L, lua, thread, heap, refs } = await layoutsOf()
  const { HEAPU8, HEAP32 } = heap
  const none = { HEAPU8, HEAP32: new Int32Array(4) } as unknown as typeof heap
  t.equal(new WasmLayouts(lua, api, none).find(thread, shapeOf(['a', 'b'])), undefined)
  const shifted = { HEAPU8: HEAPU8.subarray(1), HEAP32 } as unknown as typeof heap
  t.equal(new WasmLayouts(lua, api, shifted).find(thread, shapeOf(['a', 'b', 'c'])), undefined)
  const otherText = { ...api, lua_tolstring: (...given: Parameters<typeof api.lua_tolstring>) => api.lua_tolstring(...given) + 8 }
  t.equal(new WasmLayouts(lua, otherText, heap).find(thread, shapeOf(['a', 'b'])), undefined)
  t.equal(refs.size, 0)
  t.equal(api.lua_gettop(L), 0)
})
