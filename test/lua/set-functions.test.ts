import t from 'tap'
import { LuaType } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { setFunctions } from '../../template/lua-ts/lua/set-functions.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`setFunctions() puts functions into the table on top, and leaves it there, on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    const { main } = lua
    lua.pushTable(main)
    const top = lua.top(main)
    setFunctions(lua, { one: (t) => (lua.pushNumber(t, 1), 1), none: () => 0 })
    t.equal(lua.top(main), top)
    t.equal(lua.getField(main, -1, 'none'), LuaType.function)
    lua.pop(main, 1)
    lua.getField(main, -1, 'one')
    lua.call(main, 0, 1)
    t.equal(lua.toNumber(main, -1), 1)
  })
}
