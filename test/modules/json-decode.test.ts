import t from 'tap'
import { pushJson } from '../../template/lua-ts/modules/json-decode.ts'
import { encodeValue } from '../../template/lua-ts/modules/json-encode.ts'
import { JsonError } from '../../template/lua-ts/modules/json-error.ts'
import { jsonSettings } from '../../template/lua-ts/modules/json-settings.ts'
import { literal, luaWithJson, run } from './json-lua.ts'

t.test('pushJson() takes text as UTF-8 and bytes as they are', async (t) => {
  const lua = await luaWithJson()
  const { main } = lua
  pushJson(lua, main, '{"é":"€"}')
  lua.pushText(main, 'é')
  lua.rawGet(main, 1)
  t.equal(lua.toText(main, -1), '€')
  pushJson(lua, main, Uint8Array.of(0x22, 0xff, 0x80, 0x22))
  t.same([...lua.toBytes(main, -1)!], [0xff, 0x80])
  pushJson(lua, main, new Uint8Array(Buffer.from('xx[7]xx')).subarray(2, 5))
  t.equal(Buffer.from(encodeValue(lua, main, -1)).toString(), '[7]')
})

t.test('pushJson() throws a JsonError with the position in bytes and restores the stack when text is bad', async (t) => {
  const lua = await luaWithJson()
  const rows = [['{"é":[1,{"b":}]}', 15], ['', 1], ['[[[[', 5], ['\0\0', 1]] as const
  for (const [text, position] of rows) {
    t.throws(() => pushJson(lua, lua.main, text), { name: 'JsonError', position }, JSON.stringify(text))
    t.equal(lua.top(lua.main), 0)
  }
  t.throws(() => pushJson(lua, lua.main, '[[', { ...jsonSettings(), decodeMaxDepth: 1 }), JsonError)
})

t.test('pushJson() stops when values are nested deeper than the setting', async (t) => {
  const lua = await luaWithJson()
  const decode = (depth: number): string => `return type(json.decode(("["):rep(${depth}) .. ("]"):rep(${depth})))`
  t.equal(run(lua, decode(1000)), 'table')
  t.equal(run(lua, decode(1001)), 'error: test:1: Found too many nested data structures (1001) at character 1001')
  t.equal(run(lua, `json.decode_max_depth(100000) ${decode(50_000)}`), 'table')
  t.equal(run(lua, 'json.decode_max_depth(2) return json.decode(\'{"a":{"b": {\')'), 'error: test:1: Found too many nested data structures (3) at character 12')
})

t.test('pushJson() keeps every digit of a number when the engine has it', async (t) => {
  const lua = await luaWithJson()
  const same = ['9007199254740991', '-9007199254740991', '4294967296', '1700000000000', '0.1', '123456.789', '5e-324', '1e+300', '-2147483648', '2147483648']
  for (const text of same) t.equal(run(lua, `return json.encode(json.decode("${text}"))`), text)
  t.equal(run(lua, 'return json.decode("18446744073709551616") == 2^64, json.decode("-1e400") == -math.huge'), 'true true')
  t.equal(run(lua, 'return json.decode("9007199254740993") >= 2^53'), 'true')
})

t.test('pushJson() finds a key again when it is long, foreign or empty', async (t) => {
  const lua = await luaWithJson()
  const keys = ['', 'a', 'twelve chars', 'thirteen char', 'k'.repeat(64), 'k'.repeat(65), 'k'.repeat(5000), '\xc3\xa9', '\xff'.repeat(20), 'new\nline']
  for (const key of keys) {
    const text = JSON.stringify({ [key]: 1 })
    t.equal(run(lua, `return json.decode(${literal(text)})[${literal(key)}], json.decode(${literal(text)})[${literal(key)}]`), '1 1', key)
  }
})

t.test('pushJson() gives arrays a metatable when told to', async (t) => {
  const lua = await luaWithJson()
  t.equal(run(lua, 'return getmetatable(json.decode("[]")), json.encode(json.decode("[]"))'), 'nil {}')
  run(lua, 'json.decode_array_with_array_mt(true)')
  t.equal(run(lua, 'return getmetatable(json.decode("[]")) == json.array_mt, getmetatable(json.decode("{}"))'), 'true nil')
  t.equal(run(lua, 'return json.encode(json.decode("[[],{},[[]]]"))'), '[[],{},[[]]]')
})

t.test('pushJson() passes over comments when told to', async (t) => {
  const lua = await luaWithJson()
  run(lua, 'json.decode_allow_comment(true)')
  const decode = (text: string): string => run(lua, `return json.encode(json.decode(${literal(text)}))`)
  t.equal(decode('// one\n[/* two */1, /**/ // three\n "/*x*/"] // four'), '[1,"/*x*/"]')
  t.equal(decode('[1 /* never ends'), 'error: test:1: Expected comma or array end but found invalid token at character 4')
})

t.test('pushJson() refuses what is not a number in JSON when told to', async (t) => {
  const lua = await luaWithJson()
  run(lua, 'json.decode_invalid_numbers(false)')
  const rows = [
    ['01', 'invalid number'], ['0x10', 'invalid number'], ['-01', 'invalid number'], ['-inf', 'invalid number'], ['-nan', 'invalid number'],
    ['+1', 'invalid token'], ['nan', 'invalid token'], ['Infinity', 'invalid token'],
  ] as const
  for (const [text, found] of rows) {
    t.equal(run(lua, `return json.decode("${text}")`), `error: test:1: Expected value but found ${found} at character 1`, text)
  }
  t.equal(run(lua, 'return json.encode(json.decode("[0,-1,0.5,1e2,null]"))'), '[0,-1,0.5,100,null]')
})
