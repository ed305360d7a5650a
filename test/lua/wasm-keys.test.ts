import t from 'tap'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'

t.test('pushKey() keeps the string of a name on wasm, but neither long ones nor more than it has room for', async (t) => {
  const lua = await startEngine('wasm')
  const references = () => {
    lua.pushNil(lua.main)
    const ref = lua.ref(lua.main)
    lua.pushBoolean(lua.main, true)
    const next = lua.ref(lua.main)
    lua.unref(next)
    return Math.max(ref, next)
  }
  const push = (name: string) => {
    lua.pushKey(lua.main, name)
    t.equal(lua.toText(lua.main, -1), name)
    lua.pop(lua.main, 1)
  }
  const before = references()
  for (let i = 0; i < 3; i++) push('method')
  t.equal(references(), before + 1)
  for (let i = 0; i < 3; i++) push('x'.repeat(65))
  t.equal(references(), before + 1, 'a long one is not kept')
  for (let i = 0; i < 5000; i++) {
    lua.pushKey(lua.main, `name${i}`)
    lua.pop(lua.main, 1)
  }
  t.equal(references(), before + 4096)
  push('name4999')
  lua.close()
})
