import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

const rep = [
  'return ("ab"):rep(3), ("ab"):rep(0), ("ab"):rep(-1), ("ab"):rep(1), (""):rep(1000000)',
  'return ("ab"):rep(3, ","), ("ab"):rep(1, ","), ("ab"):rep(0, ","), (""):rep(3, ","), ("ab"):rep(2, "")',
  'return string.rep(12, 2), string.rep("a", "3"), string.rep("a", 3.0), string.rep("a", 2, 7), string.rep("a", "0x3")',
  'return ("\\0\\255"):rep(2, "\\128")',
  'return string.rep()', 'return string.rep("a")', 'return string.rep("a", {})', 'return string.rep("a", "x")', 'return string.rep("a", 1.5)', 'return string.rep({}, 1)',
  'return string.rep("a", nil)', 'return string.rep(nil, 1)', 'return string.rep("a", 1, {})', 'return string.rep("a", "1.5")',
  'return ("a"):rep(2, nil)', 'return #("x"):rep(100, ("y"):rep(10))', 'return string.rep("a", true)',
]

const concat = [
  'return table.concat({}), table.concat({ 1, 2.5, "x" }), table.concat({ "a", "b" }, ", "), table.concat({ "a", "b", "c" }, "-", 2), table.concat({ "a", "b", "c" }, "-", 2, 2)',
  'return table.concat({ "a", "b" }, "-", 3), table.concat({ "a", "b" }, "-", 2, 1), table.concat({ [0] = "z", "a" }, ",", 0), table.concat({ [-1] = "m", [0] = "z" }, ",", -1, 0)',
  'return table.concat({ "a", "b" }, 0), table.concat({ "a", "b" }, nil, "1", "2"), table.concat({ "a", "b" }, "\\0\\200")',
  'return table.concat({ "a", {}, "c" })', 'return table.concat({ "a", nil, "c" }, ",", 1, 3)', 'return table.concat({ true })', 'return table.concat({ "a" }, ",", 1, 2)',
  'return table.concat()', 'return table.concat("x")', 'return table.concat({ "a" }, {})', 'return table.concat({ "a" }, ",", "x")', 'return table.concat({ "a" }, ",", 1.5)', 'return table.concat({ "a" }, ",", 1, {})',
  'return table.concat(setmetatable({}, { __index = function(_, i) return "v" .. i end, __len = function() return 3 end }), " ")',
  'return table.concat(setmetatable({ "a", "b" }, {}), " ")',
  'return pcall(table.concat, setmetatable({}, { __index = function() error("inside", 0) end, __len = function() return 1 end }))',
  'local t = {} for i = 1, 5000 do t[i] = i end return #table.concat(t, ",")',
  'return table.concat(setmetatable({ 1, 2 }, { __metatable = "locked" }), "+")',
]

for (const engine of engines) {
  t.test(`installStringCaps() leaves string.rep as real Lua has it on ${engine}`, (t) => sameAsRealLua(t, engine, rep))
  t.test(`installStringCaps() leaves table.concat as real Lua has it on ${engine}`, (t) => sameAsRealLua(t, engine, concat))

  t.test(`installStringCaps() raises an error beyond lua_max_string_bytes on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event)
  local chunk = assert(load("return " .. event.code, "=code"))
  local ok, value = pcall(chunk)
  return (ok and "ok " or "error ") .. tostring(ok and #value or value)
end`, { engine, settings: { luaMaxStringBytes: 1000 } })
    const answer = async (code: string) => (await f.request({ body: JSON.stringify({ code }), method: 'POST' })).body.toString()
    const tooLarge = (name: string, bytes: number) =>
      `error code:1: resulting string too large: ${name} would build ${bytes} bytes, lua_max_string_bytes allows 1000`
    t.equal(await answer('("x"):rep(1000)'), 'ok 1000')
    t.equal(await answer('(""):rep(2^31 - 1)'), 'ok 0', 'at once')
    t.equal(await answer('("x"):rep(1001)'), tooLarge('string.rep', 1001))
    t.equal(await answer('("x"):rep(501, "y")'), tooLarge('string.rep', 1001))
    t.equal(await answer('("x"):rep(2^31 - 1)'), tooLarge('string.rep', 2_147_483_647))
    t.equal(await answer('table.concat({ ("x"):rep(600), ("y"):rep(400) })'), 'ok 1000')
    // Where the state has a memory of its own, that is what bounds table.concat.
    if (engine === 'wasm') return
    t.equal(await answer('table.concat({ ("x"):rep(600), ("y"):rep(400) }, "z")'), tooLarge('table.concat', 1001))
    t.equal(await answer('table.concat(setmetatable({ ("x"):rep(600), ("y"):rep(600) }, {}))'), tooLarge('table.concat', 1200))
  })
}
