import t from 'tap'
import { functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

t.test('mendLibrary() gives tonumber with a base as real Lua has it', (t) => sameAsRealLua(t, 'fengari', [
  'return tonumber("10", 2), tonumber("12", 2), tonumber("1g", 16), tonumber("zZ", 36), tonumber(" -ff ", 16), tonumber("1.5", 10), tonumber("", 10), tonumber("- 1", 10), tonumber("7\\0", 10)',
  'return tonumber("10", nil), tonumber(10), tonumber("x"), tonumber(nil), tonumber("0x1p4")', 'return pcall(tonumber)', 'return pcall(tonumber, 10, 10)', 'return pcall(tonumber, "1", 37)', 'return pcall(tonumber, "1", 1)', 'return pcall(tonumber, {}, 10)',
  'return tonumber("-0", 10), tonumber("0000000000000000000000012", 10)',
]))

t.test('mendLibrary() keeps the value of what tonumber finds beyond 32 bits', async (t) => {
  const f = await functionOf(t, 'return function() return { tonumber("ffffffff", 16), tonumber("-1234567890123", 10), tonumber("7fffffff", 16) } end')
  t.same(JSON.parse((await f.request()).body.toString()), [4_294_967_295, -1_234_567_890_123, 2_147_483_647])
})

t.test('mendLibrary() gives string.char as real Lua has it', (t) => sameAsRealLua(t, 'fengari', [
  'return string.char(), string.char(72, 105), string.char(0, 255), string.char("65", 66.0)', 'return pcall(string.char, 256)', 'return pcall(string.char, 1, -1)', 'return string.char({})',
]))

t.test('mendLibrary() gives a collectgarbage that answers as real Lua does', (t) => sameAsRealLua(t, 'fengari', [
  'return collectgarbage(), collectgarbage("collect"), collectgarbage(nil)', 'return math.type(collectgarbage("count")), collectgarbage("count") > 10, collectgarbage("count") < 1e7',
  'return collectgarbage("stop"), collectgarbage("isrunning"), collectgarbage("restart"), collectgarbage("isrunning")', 'return collectgarbage("setpause", 100), collectgarbage("setpause", 200), collectgarbage("setstepmul", 100), collectgarbage("setstepmul", 200)',
  'return pcall(collectgarbage, "nonsense")', 'return pcall(collectgarbage, {})', 'return pcall(collectgarbage, "step", "x")', 'return type(collectgarbage("step", 100))', 'return pcall(collectgarbage, "generational")',
]))
