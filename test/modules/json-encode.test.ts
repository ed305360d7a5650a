import t from 'tap'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import { encodeValue } from '../../template/lua-ts/modules/json-encode.ts'
import { pushJson } from '../../template/lua-ts/modules/json-decode.ts'
import { jsonSettings } from '../../template/lua-ts/modules/json-settings.ts'
import { luaWithJson, run } from './json-lua.ts'

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString()

t.test('encodeValue() returns a copy and leaves the stack alone when it is done', async (t) => {
  const lua = await luaWithJson()
  pushJson(lua, lua.main, '{"a":[1,2,{"b":"é"}]}')
  const first = encodeValue(lua, lua.main, -1)
  const top = lua.top(lua.main)
  lua.pushText(lua.main, 'something else')
  t.equal(text(encodeValue(lua, lua.main, -1)), '"something else"')
  t.equal(text(first), '{"a":[1,2,{"b":"é"}]}')
  t.equal(text(encodeValue(lua, lua.main, 1)), '{"a":[1,2,{"b":"é"}]}')
  t.equal(lua.top(lua.main), top + 1)
})

t.test('encodeValue() restores the stack when a value can not be written', async (t) => {
  const lua = await luaWithJson()
  pushJson(lua, lua.main, '[[1,{"a":1e999}]]')
  t.throws(() => encodeValue(lua, lua.main, 1), LuaError)
  t.equal(lua.top(lua.main), 1)
  t.equal(text(encodeValue(lua, lua.main, 1, { ...jsonSettings(), encodeInvalidNumbers: 'null' })), '[[1,{"a":null}]]')
})

t.test('encodeValue() stops when tables are nested deeper than the setting', async (t) => {
  const lua = await luaWithJson()
  const nest = (depth: number): string => `local v = {} for i = 2, ${depth} do v = {v} end return`
  t.equal(run(lua, `${nest(1000)} #json.encode(v)`), '2000')
  t.equal(run(lua, `${nest(1001)} json.encode(v)`), 'error: test:1: Cannot serialise, excessive nesting (1001)')
  t.equal(run(lua, `json.encode_max_depth(30000) ${nest(30000)} #json.encode(v)`), '60000')
  t.equal(run(lua, 'local v = {} v.v = v return json.encode_max_depth(5), json.encode(v)'), 'error: test:1: Cannot serialise, excessive nesting (6)')
})

t.test('encodeValue() writes what __json returns when a metatable has it', async (t) => {
  const lua = await luaWithJson()
  const withMethod = (fn: string, table = '{x=1}'): string => `setmetatable(${table}, {__json=${fn}})`
  const rows = [
    [withMethod('function(v) return {y=v.x} end'), '{"y":1}'],
    [`{a={${withMethod('function() return "s" end')}, 2}}`, '{"a":["s",2]}'],
    [withMethod('function() return nil end'), 'null'],
    [withMethod(`function() return ${withMethod('function() return {1,2} end')} end`), '[1,2]'],
    [withMethod('function(v) return json.encode({inner=v.x}) end'), String.raw`"{\"inner\":1}"`],
    [withMethod('"not a function"'), '{"x":1}'],
    [withMethod('function() error("no", 0) end'), 'error: no'],
    [withMethod('function(v) return v end'), 'error: test:1: Cannot serialise, excessive nesting (1001)'],
    ['{1}', '[1]'],
  ] as const
  for (const [value, expected] of rows) t.equal(run(lua, `return (json.encode(${value}))`), expected, value)
})

t.test('encodeValue() keeps what is written so far when __json encodes in between', async (t) => {
  const lua = await luaWithJson()
  const value = `{"before", setmetatable({}, {__json=function() return json.decode(json.encode({1, {2}})) end}), "after"}`
  t.equal(run(lua, `return json.encode(${value})`), '["before",[1,[2]],"after"]')
  t.equal(run(lua, `pcall(json.encode, {setmetatable({}, {__json=error})}) return json.encode({1})`), '[1]')
})

t.test('encodeValue() leaves out what it can not write when told to', async (t) => {
  const lua = await luaWithJson()
  run(lua, 'json.encode_skip_unsupported_value_types(true)')
  const rows = [
    ['{print, 1, print, 2, print}', '[1,2]'],
    ['{a=print}', '{}'],
    ['{{print}, {a=print}}', '[[],{}]'],
    ['print', 'error: test:1: Cannot serialise function: type not supported'],
    ['{[print]=1}', 'error: test:1: Cannot serialise function: table key must be a number or string'],
  ] as const
  for (const [value, expected] of rows) t.equal(run(lua, `return json.encode(${value})`), expected, value)
})

t.test('encodeValue() breaks lines when an indent is set', async (t) => {
  const lua = await luaWithJson()
  run(lua, 'json.encode_indent("  ")')
  t.equal(run(lua, 'return json.encode({1,{a={},b=nil},{{}}})'), '[\n  1,\n  {\n    "a": {}\n  },\n  [\n    {}\n  ]\n]')
})

t.test('encodeValue() writes the text that JSON.stringify() writes when it has come from there', async (t) => {
  const lua = await luaWithJson()
  const value = {
    s: 'a"b\\c\n é € 😀', n: [0, -1, 1.5, 1e21, 1e-7, 123456789012, 5e-324, 1.7976931348623157e308], o: { o: [[], [[1]]], b: [true, false, null] },
    'a key that is longer than others': 'x'.repeat(5000), z: '\t'.repeat(300),
  }
  const json = JSON.stringify(value)
  pushJson(lua, lua.main, json)
  t.equal(text(encodeValue(lua, lua.main, -1)).replaceAll('{}', '[]'), json)
})
