import t from 'tap'
import { functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

const keysOf = (constructor: string) => `local out = {} for k in pairs(${constructor}) do out[#out + 1] = tostring(k) end return table.concat(out, " ")`

t.test('orderLists() lets pairs walk lists as real Lua does', (t) => sameAsRealLua(t, 'fengari', [
  keysOf('{ "a", "b", "c", "d" }'), keysOf('{ "a" }'), keysOf('{}'), keysOf('{ 10, 20, 30, x = 1 }'), keysOf('{ x = 1, 10, 20, 30 }'), keysOf('{ (function() return 1, 2, 3 end)() }'),
  keysOf('{ "a", nil, "c" }'), keysOf('table.pack("a", "b", "c")').replace('for k in pairs', 'for k in ipairs'),
  `local t = {} for i = 1, 120 do t[i] = i end ${keysOf('{ table.unpack(t) }')}`,
  `local t = { ${Array.from({ length: 130 }, (_, i) => i).join(', ')} } ${keysOf('t')}`,
  `local t = { "a", "b", "c" } t[2] = nil t[4] = "d" ${keysOf('t')}`,
  'local n = 0 local t = { 1, 2, 3, 4, 5 } for k in pairs(t) do t[k] = nil n = n + 1 end return n, next(t)',
  'local t = { 1, 2, 3, x = 4 } local k = next(t, 3) return k, next(t, "x"), #t',
]))

t.test('orderLists() leaves tables that grow from JSON and by hand whole', async (t) => {
  const f = await functionOf(t, `return function()
  local list = require("json").decode("[1,2,3,4,5]")
  local out = {}
  for k, v in pairs(list) do out[#out + 1] = k * 10 + v end
  local sparse = { 1, 2, [10] = 10, [5] = 5, [4] = 4 }
  local n = 0
  for k, v in pairs(sparse) do assert(k == v) n = n + 1 end
  for k in pairs(sparse) do sparse[k] = nil end
  return { out, n, next(sparse) == nil }
end`)
  t.same(JSON.parse((await f.request()).body.toString()), [[11, 22, 33, 44, 55], 5, true])
})

t.test('slimTables() lets tables be changed while they are walked as real Lua does', (t) => sameAsRealLua(t, 'fengari', [
  'local t = { a = 1 } t.b = nil t.a = nil t.a = nil return next(t), t.a',
  'local t, n = { a = 1, b = 2, c = 3 }, 0 for k in pairs(t) do t[k] = nil n = n + 1 end return n, next(t)',
  'local key = {} local t, n = { [key] = 1, [true] = 2, [1.5] = 3, x = 4 }, 0 for k in pairs(t) do t[k] = nil n = n + 1 end t[key] = 5 return n, t[key], next(t) == key',
  'local t = { a = 1, b = 2 } t.a = nil t.a = 3 local s = 0 for _, v in pairs(t) do s = s + v end return s',
  'local t = setmetatable({}, { __newindex = function(t, k, v) rawset(t, k, v and v * 2) end }) t.a = 1 t.a = nil t.a = 2 return t.a, rawlen(t)',
  'return type(tostring({})), {} == {}, select("#", table.unpack({ 1, nil, 3 }, 1, 3))',
]))
