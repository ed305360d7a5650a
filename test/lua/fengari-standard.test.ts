import fengari from 'fengari'
import t from 'tap'
import { openStandard } from '../../template/lua-ts/lua/fengari-standard.ts'

const names = ['_G', 'coroutine', 'debug', 'io', 'math', 'os', 'package', 'string', 'table', 'utf8']

t.test('openStandard() opens what Lua 5.3 has', async (t) => {
  const { lua, lauxlib, to_luastring: bytes } = fengari
  const L = lauxlib.luaL_newstate()
  openStandard(fengari, L)
  for (const name of names) {
    lua.lua_getglobal(L, bytes(name))
    t.equal(Buffer.from(lauxlib.luaL_typename(L, -1)).toString(), 'table', name)
  }
  t.equal(lua.lua_gettop(L), names.length, 'and leaves nothing on the stack')
})

t.test('openStandard() leaves standard input alone', async (t) => {
  const before = Object.getOwnPropertyDescriptor(process, 'stdin')!
  t.teardown(() => Object.defineProperty(process, 'stdin', before))
  let asked = 0
  Object.defineProperty(process, 'stdin', { configurable: true, get: () => asked++ })
  openStandard(fengari, fengari.lauxlib.luaL_newstate())
  t.equal(asked, 0)
})
