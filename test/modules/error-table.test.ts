import t from 'tap'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { tableError } from '../../template/lua-ts/modules/error-table.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`tableError() is caught as a table with code, message and tostring with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const thread = lua.newThread()
    lua.load(thread, Buffer.from('local f = ... local ok, e = pcall(f) local _, other = pcall(f) return ok, e.code, e.message, tostring(e), getmetatable(e) == getmetatable(other)'), '=code')
    lua.pushFunction(thread, () => { throw tableError(lua, 'EBUSY', 'The line is busy: call again', new Error('cause')) })
    lua.resume(thread, lua.main, 1)
    t.same([lua.toBoolean(thread, -5), ...[-4, -3, -2].map((index) => lua.toText(thread, index)), lua.toBoolean(thread, -1)],
      [false, 'EBUSY', 'The line is busy: call again', 'The line is busy: call again', true])
  })

  t.test(`tableError() is a LuaError with its message and cause with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const cause = new Error('cause')
    const error = tableError(lua, 'X', 'text', cause)
    t.ok(error instanceof LuaError)
    t.same([error.message, error.cause], ['text', cause])
  })
}
