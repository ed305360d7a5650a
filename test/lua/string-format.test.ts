import t from 'tap'
import { functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

t.test('stringFormat() writes what real Lua writes', (t) => sameAsRealLua(t, 'fengari', [
  'return ("%5.1f|%g|%e|%d|%s|%q|%c|%x|%%"):format(2.25, 1e20, 12345.678, 42, "text", "a\\n\\0b", 65, 255)',
  'return ("%-10s|%10.3s|%.0s"):format("left", "right", "gone")', 'return ("%q %q %q"):format(1.5, 7, 1/0)', 'return ("%s %s"):format(nil, setmetatable({}, { __tostring = function() return "shown" end }))',
  'return pcall(string.format, "%d", 1.5)', 'return pcall(string.format, "%d")', 'return pcall(string.format, "%y", 1)', 'return pcall(string.format, "%", 1)', 'return pcall(string.format, "%0000000d", 1)', 'return pcall(string.format, "%123d", 1)',
  'return ("%d"):format("x")', 'return pcall(string.format, "%q", {})', 'return pcall(string.format, "%5s", "a\\0b")', 'return ("\\200%s\\255"):format("\\128")',
]))

t.test('stringFormat() raises the error of a conversion only when it comes to it', (t) => sameAsRealLua(t, 'fengari', [
  'return pcall(string.format, "%d %y", "x", 1)', 'return pcall(string.format, "%s %y", "x", 1)', 'return pcall(string.format, "%s %y", "x")',
]))

t.test('stringFormat() keeps more formats than it remembers', async (t) => {
  const f = await functionOf(t, `return function()
  local wrong = 0
  for round = 1, 2 do
    for i = 1, 700 do if (i .. ":%d"):format(round) ~= i .. ":" .. round then wrong = wrong + 1 end end
  end
  return { wrong, ("%08x"):format(-1), ("%d"):format(2^53) }
end`)
  t.same(JSON.parse((await f.request()).body.toString()), [0, 'ffffffff', '9007199254740992'])
})
