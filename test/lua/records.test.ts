import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { pushExactInteger } from '../../template/lua-ts/lua/records.ts'
import type { RecordRow, RecordShape } from '../../template/lua-ts/lua/records.ts'
import { engines } from '../support/lua-function.ts'
import { testEngine } from '../support/engine-test.ts'

const describe = `
local list, null = ...
local function text(v)
  if v == null and null ~= nil then return "null" end
  return (math.type(v) or type(v)) .. ":" .. tostring(v)
end
local out = {}
for i, row in ipairs(list) do
  local names = {}
  for name in pairs(row) do names[#names + 1] = name end
  table.sort(names)
  for n, name in ipairs(names) do names[n] = name .. "=" .. text(row[name]) end
  out[i] = table.concat(names, " ")
end
return table.concat(out, "\\n")`

/** What Lua sees of the tables that are made of rows. */
const seen = (lua: Lua, shape: RecordShape, rows: readonly RecordRow[]): string => {
  const t = lua.main
  lua.load(t, Buffer.from(describe), '=describe')
  lua.pushTable(t)
  lua.setRecords(t, 1, shape, rows)
  if (shape.null === undefined) lua.pushNil(t)
  else lua.pushRef(t, shape.null)
  lua.call(t, 2, 1)
  const text = lua.toText(t, -1)!
  lua.pop(t, 1)
  return text
}

const shapeOf = (keys: readonly string[], floats = keys.map(() => false)): RecordShape => ({ keys, floats, null: undefined })

for (const engine of engines) {
  testEngine(engine, 'setRecords() makes a table of each row', (t, lua) => {
    const shape = shapeOf(['a', 'b'], [false, true])
    t.equal(seen(lua, shape, [[1, 2], [true, false], ['text', 2.5], [-3, null]]), 'a=integer:1 b=float:2.0\na=boolean:true b=boolean:false\na=string:text b=float:2.5\na=integer:-3')
    t.equal(seen(lua, shape, []), '')
    t.equal(seen(lua, shapeOf([]), [[], []]), '\n')
    t.equal(seen(lua, shapeOf(['n', 'm']), [[0.5, -0]]), 'm=float:-0.0 n=float:0.5')
  })

  testEngine(engine, 'setRecords() keeps text and bytes as they are', (t, lua) => {
    const long = 'long '.repeat(100)
    for (const text of ['', 'naïve ☃ 𝄞', long, 'a\0b', `${long}é`]) t.equal(seen(lua, shapeOf(['v']), [[text]]), `v=string:${text}`)
    t.equal(seen(lua, shapeOf(['v']), [[Buffer.from('bytes')]]), 'v=string:bytes')
    t.equal(seen(lua, shapeOf(['schlüssel', '__index']), [[1, 2]]), '__index=integer:2 schlüssel=integer:1', 'any name')
  })

  testEngine(engine, 'setRecords() makes tables of many rows, whatever their text', (t, lua) => {
    const names = ['id', 'a', 'b']
    const plain = Array.from({ length: 500 }, (_, i) => [i, `user ${i >> 3}`, 'the same'])
    const odd = plain.map((row, i) => (i % 7 === 0 ? [i, null, `naïve ${i}`] : i % 5 === 0 ? [i, 'long '.repeat(60 + i), ''] : row))
    for (const rows of [plain, odd, plain.slice(0, 9), odd.slice(0, 54), [...plain, ...odd]]) {
      const expected = rows.map(([id, a, b]) => `${a === null ? '' : `a=string:${a} `}b=string:${b} id=integer:${id}`)
      t.same(seen(lua, shapeOf(names), rows).split('\n'), expected)
    }
  })

  testEngine(engine, 'setRecords() makes a list that grows and rows that are each other\'s own', (t, lua) => {
    const code = `local list = ...
      for n, row in ipairs(list) do if n % 2 == 0 then row.a = nil row[1] = n else row.b = "changed" end end
      list[#list + 1] = "more" list.affected_rows = 3
      local out = {}
      for n = 1, 4 do out[n] = tostring(list[n].a) .. "," .. list[n].b .. "," .. tostring(list[n][1]) end
      for k in pairs(list[1]) do list[1][k] = nil end
      return table.concat(out, " ") .. " " .. #list .. " " .. tostring(next(list[1])) .. " " .. list[3].a`
    lua.load(lua.main, Buffer.from(code), '=own')
    lua.pushTable(lua.main)
    lua.setRecords(lua.main, 1, shapeOf(['a', 'b']), Array.from({ length: 40 }, () => ['x', 'y']))
    lua.call(lua.main, 1, 1)
    t.equal(lua.toText(lua.main, -1), 'x,changed,nil nil,y,2 x,changed,nil nil,y,4 41 nil x')
    lua.pop(lua.main, 1)
  })

  testEngine(engine, 'setRecords() takes integers of all sizes', (t, lua) => {
    const wide = engine === 'wasm'
    const shape = shapeOf(['v'])
    t.equal(seen(lua, shape, [[5n], [-5n]]), 'v=integer:5\nv=integer:-5')
    t.equal(seen(lua, shape, [[2n ** 40n]]), wide ? 'v=integer:1099511627776' : 'v=float:1099511627776.0')
    t.equal(seen(lua, shape, [[2 ** 40]]), wide ? 'v=integer:1099511627776' : 'v=float:1099511627776.0')
    t.equal(seen(lua, shape, [[2n ** 63n - 1n]]), wide ? 'v=integer:9223372036854775807' : 'v=string:9223372036854775807')
    t.equal(seen(lua, shape, [[2n ** 64n - 1n]]), 'v=string:18446744073709551615', 'what no engine has is its digits')
  })

  testEngine(engine, 'setRecords() puts a value in the place of null when told to', (t, lua) => {
    lua.pushTable(lua.main)
    const shape = { ...shapeOf(['a', 'b']), null: lua.ref(lua.main) }
    t.equal(seen(lua, shape, [[null, 1], [null, null]]), 'a=null b=integer:1\na=null b=null')
  })

  testEngine(engine, 'setRecords() keeps the last of values with the same name', (t, lua) => {
    t.equal(seen(lua, shapeOf(['a', 'a', 'b']), [[1, 2, 3], [1, null, 3]]), 'a=integer:2 b=integer:3\na=integer:1 b=integer:3')
  })

  testEngine(engine, 'setRecords() makes tables that Lua can change', (t, lua) => {
    lua.load(lua.main, Buffer.from(`local list = ... local row = list[1] row.a = nil row.c = 3 local names = {} for k in pairs(row) do names[#names + 1] = k end table.sort(names) list[2].b = nil return table.concat(names) .. #list .. tostring(next(list[2])) .. tostring(setmetatable({}, list[1]).x)`), '=change')
    lua.pushTable(lua.main)
    lua.setRecords(lua.main, 1, shapeOf(['a', 'b']), [[1, 2], [3, 4]])
    lua.call(lua.main, 1, 1)
    t.equal(lua.toText(lua.main, -1), 'bc2anil')
    lua.pop(lua.main, 1)
  })

  testEngine(engine, 'pushExactInteger() pushes digits where there is no such integer', (t, lua) => {
    for (const [value, type] of [[1n, 'number'], [2n ** 53n - 1n, 'number'], [2n ** 62n, engine === 'wasm' ? 'number' : 'string'], [-(2n ** 70n), 'string']] as const) {
      pushExactInteger(lua, lua.main, value)
      t.equal(lua.typeName(lua.main, -1), type)
      t.equal(type === 'number' ? BigInt(lua.toNumber(lua.main, -1)!) : BigInt(lua.toText(lua.main, -1)!), value)
      lua.pop(lua.main, 1)
    }
  })
}
