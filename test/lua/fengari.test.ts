import t from 'tap'
import { Resumed } from '../../template/lua-ts/lua/engine.ts'
import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { fengariLua } from '../../template/lua-ts/lua/fengari.ts'

/** Runs a chunk and returns its first result, or the error, as bytes in Latin-1. */
const result = (lua: Lua, source: string): string => {
  const thread = lua.newThread()
  lua.load(thread, Buffer.from(source, 'latin1'), '=chunk')
  const resumed = lua.resume(thread, lua.main, 0)
  const text = Buffer.from(lua.display(thread, resumed === Resumed.done ? 1 : -1)).toString('latin1')
  return resumed === Resumed.done ? text : `error ${text}`
}

t.test('fengariLua() writes numbers as real Lua does', async (t) => {
  const lua = await fengariLua()
  t.equal(result(lua, 'return 1e15'), '1e+15')
  t.equal(result(lua, 'return 2^53 .. " " .. 1/0 .. " " .. -1/0 .. " " .. 3.0'), '9.007199254741e+15 inf -inf 3.0')
})

t.test('fengariLua() tells every two strings apart, as keys and in order', async (t) => {
  const lua = await fengariLua()
  t.equal(result(lua, 'local t = {} t["\\x01\\x23"] = 1 t["\\x12\\x03"] = 2 return t["\\x01\\x23"] .. t["\\x12\\x03"]'), '12')
  t.equal(result(lua, 'return tostring("\\x0f" < "\\x10") .. tostring("\\xff" > "a") .. tostring("a\\0b" < "a\\0c") .. tostring("a" < "a\\0")'), 'truetruetruetrue')
  t.equal(result(lua, 'local t = {} for i = 0, 255 do for j = 0, 255, 5 do t[string.char(i, j)] = i * 256 + j end end local n = 0 for k, v in pairs(t) do n = n + 1 assert(k:byte(1) * 256 + k:byte(2) == v) end return n'), String(256 * 52))
})

t.test('fengariLua() turns what JavaScript throws into Lua errors', async (t) => {
  const lua = await fengariLua()
  t.match(result(lua, 'local function f() return string.gsub("a", "a", f) end return select(2, pcall(f))'), /stack overflow/)
  t.equal(result(lua, 'return tostring(pcall(error)) .. tostring(pcall(string.rep))'), 'falsefalse', 'and the state goes on')
})

t.test('fengariLua() fires hooks after an error that pcall or xpcall caught', async (t) => {
  for (const call of ['pcall(error, "x")', 'xpcall(error, print, nil)', 'pcall(pcall, error)', 'coroutine.wrap(pcall)(error)', 'pcall(coroutine.wrap(error))']) {
    const lua = await fengariLua()
    let ticks = 0
    lua.setTick(lua.main, () => { ticks++ }, 1000)
    t.equal(result(lua, `local print = function() end local _ = ${call.replace('print', 'function() end')} for i = 1, 50000 do end return "done"`), 'done')
    t.ok(ticks > 20, `${call}: ${ticks} ticks`)
  }
})

t.test('fengariLua() has 32-bit integers, and floats beyond', async (t) => {
  const lua = await fengariLua()
  t.equal(result(lua, 'return math.maxinteger .. " " .. math.mininteger .. " " .. math.type(2147483648)'), '2147483647 -2147483648 float')
  lua.pushNumber(lua.main, 2 ** 31)
  t.equal(lua.isInteger(lua.main, -1), false)
  lua.pushBigInt(lua.main, 2n ** 31n - 1n)
  t.equal(lua.isInteger(lua.main, -1), true)
  lua.close()
})
