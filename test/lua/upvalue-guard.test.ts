import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

for (const engine of engines) {
  t.test(`installUpvalueGuard() leaves the upvalues of Lua functions as real Lua has them on ${engine}`, (t) => sameAsRealLua(t, engine, [
    'local x = 1 local function f() return x end return debug.getupvalue(f, 1)', 'local x = 1 local function f() return x end return debug.setupvalue(f, 1, 5), x, debug.setupvalue(f, 2, 5)',
    'return debug.getupvalue(function() end, 1)', 'return (debug.getupvalue(load("return x"), 1))', 'return pcall(debug.getupvalue, 5, 1)', 'return pcall(debug.setupvalue, print, 1)', 'return pcall(debug.getupvalue, print)',
    'return debug.getupvalue(string.rep, 1)',
  ]))

  t.test(`installUpvalueGuard() keeps user code off the host's own on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function()
  local wrapped = coroutine.wrap(function() return "own" end)
  return { select("#", debug.getupvalue(wrapped, 1)), select("#", debug.setupvalue(wrapped, 1, 5)), wrapped(),
    select("#", debug.getupvalue(require, 1)), select("#", debug.getupvalue(xpcall, 1)), select("#", debug.setupvalue(xpcall, 1, print)), (xpcall(error, print)) }
end`, { engine })
    t.same(JSON.parse((await f.request()).body.toString()), [0, 0, 'own', 0, 0, 0, false])
  })
}
