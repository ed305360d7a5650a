import t from 'tap'
import { LuaType } from '../../template/lua-ts/lua/engine.ts'
import { fengariLua } from '../../template/lua-ts/lua/fengari.ts'
import { jsonValues, pushNull } from '../../template/lua-ts/modules/json-values.ts'
import { luaWithJson, run } from './json-lua.ts'

t.test('jsonValues() makes its values once when asked again and again', async (t) => {
  const lua = await fengariLua()
  const top = lua.top(lua.main)
  const values = jsonValues(lua)
  t.equal(jsonValues(lua), values)
  t.equal(lua.top(lua.main), top)
  t.not(jsonValues(await fengariLua()), values)
})

t.test('pushNull() pushes the null of Lua code when the host needs it', async (t) => {
  const lua = await luaWithJson()
  pushNull(lua, lua.main)
  t.equal(lua.type(lua.main, -1), LuaType.lightUserdata)
  lua.pushGlobals(lua.main)
  lua.pushValue(lua.main, -2)
  lua.setField(lua.main, -2, 'given')
  t.equal(run(lua, 'return given == json.null, ({[json.null]=1})[given], json.encode({given})'), 'true 1 [null]')
})
