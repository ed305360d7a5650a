import t from 'tap'
import { WasmMemory } from '../../template/lua-ts/lua/wasm-memory.ts'
import { wasmModule } from '../../template/lua-ts/lua/wasm-module.ts'

t.test('WasmMemory carries bytes and text in and out, short ones and those beyond its scratch room', async (t) => {
  const memory = new WasmMemory(await wasmModule())
  const all = Uint8Array.from({ length: 256 }, (_, i) => i)
  for (const times of [0, 1, 1000]) {
    const bytes = Buffer.concat(Array.from({ length: times }, () => all))
    t.same(memory.withBytes(bytes, (at, length) => Buffer.from(memory.bytes(at, length))), bytes)
    const latin1 = bytes.toString('latin1')
    t.equal(memory.withLatin1(latin1, (at, length) => memory.latin1(at, length)), latin1)
    for (const text of ['plain', 'né', '語\u{1f600}\0']) {
      const long = text.repeat(times * 20)
      t.equal(memory.withText(long, (at, length) => memory.utf8(at, length)), long)
    }
  }
})

t.test('WasmMemory ends text for C with a NUL', async (t) => {
  const memory = new WasmMemory(await wasmModule())
  t.equal(memory.withCText('né', (at) => memory.cText(at)), 'né')
  t.equal(memory.withCText('', (at) => memory.cText(at)), '')
})

t.test('WasmMemory follows the memory when it grows', async (t) => {
  const module = await wasmModule()
  const memory = new WasmMemory(module)
  const before = module.exports.memory.buffer.byteLength
  const big = Buffer.alloc(before, 'x')
  t.equal(memory.withBytes(big, (at, length) => memory.bytes(at, length).length), big.length)
  t.ok(module.exports.memory.buffer.byteLength > before)
  t.equal(memory.withText('still here', (at, length) => memory.utf8(at, length)), 'still here')
})
