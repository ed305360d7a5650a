import t from 'tap'
import { wasmLua } from '../../template/lua-ts/lua/wasm.ts'
import { wasmModule } from '../../template/lua-ts/lua/wasm-module.ts'

t.test('wasmModule() gives each caller memory of its own, also when they come at once', async (t) => {
  const [a, b] = await Promise.all([wasmModule(), wasmModule()])
  t.not(a.exports.memory, b.exports.memory)
})

t.test('wasmModule() lets errors of Lua jump in each of them', async (t) => {
  for (const lua of await Promise.all([wasmLua(), wasmLua(), wasmLua()])) {
    lua.load(lua.main, Buffer.from('local ok, message = pcall(error, "oops", 0) return message'), '=test')
    lua.call(lua.main, 0, 1)
    t.equal(lua.toText(lua.main, -1), 'oops')
    lua.close()
  }
})
