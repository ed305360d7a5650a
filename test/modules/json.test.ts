import t from 'tap'
import { engines, literal, luaWithJson, run } from './json-lua.ts'

// What lua-cjson 2.1.0 answers, measured on Lua 5.3, except where a comment says how this module differs.
const encoded: ReadonlyArray<readonly [string, string]> = [
  ['{}', '{}'],
  ['{1,2,3}', '[1,2,3]'],
  ['{[1]=1,[3]=3}', '[1,null,3]'],
  ['{[1]=1,[11]=1}', 'error: test:1: Cannot serialise table: excessively sparse array'],
  ['{[10000000000]=1}', '{"10000000000":1}'],
  ['{[0]=1}', '{"0":1}'],
  ['{[-1]=1}', '{"-1":1}'],
  ['{[1.5]=1}', '{"1.5":1}'],
  ['{[true]=1}', 'error: test:1: Cannot serialise boolean: table key must be a number or string'],
  ['{f=print}', 'error: test:1: Cannot serialise function: type not supported'],
  ['{print}', 'error: test:1: Cannot serialise function: type not supported'],
  ['print', 'error: test:1: Cannot serialise function: type not supported'],
  ['coroutine.create(print)', 'error: test:1: Cannot serialise thread: type not supported'],
  ['nil', 'null'],
  ['true', 'true'],
  ['false', 'false'],
  ['json.null', 'null'],
  ['{json.null}', '[null]'],
  ['{{},{{}},{a={1}}}', '[{},[{}],{"a":[1]}]'],
  // The slash stays as it is: escaping it is a switch.
  ['"a/b"', '"a/b"'],
  [String.raw`"\0\1\t\n\r\b\f\127\"\\"`, String.raw`"\u0000\u0001\t\n\r\b\f\u007f\"\\"`],
  [String.raw`"\xc3\xa9\xff"`, '"\xc3\xa9\xff"'],
  ['0.1', '0.1'],
  ['-0.0', '-0'],
  ['3.0', '3'],
  ['1e300', '1e+300'],
  // Numbers keep all their digits.
  ['1/3', '0.3333333333333333'],
  ['1e14', '100000000000000'],
  ['2^53', '9007199254740992'],
  ['-2^53', '-9007199254740992'],
  ['math.huge', 'error: test:1: Cannot serialise number: must not be NaN or Inf'],
  ['0/0', 'error: test:1: Cannot serialise number: must not be NaN or Inf'],
]

const decoded: ReadonlyArray<readonly [string, string]> = [
  // Whole numbers are integers.
  ['1', 'integer 1'],
  ['01', 'integer 1'],
  ['+1', 'integer 1'],
  ['1.', 'integer 1'],
  ['1.0', 'integer 1'],
  ['1e3', 'integer 1000'],
  ['0x10', 'integer 16'],
  ['0x1p3', 'integer 8'],
  ['-0', 'float -0.0'],
  ['0.5', 'float 0.5'],
  ['-.5', 'float -0.5'],
  ['0x.8', 'float 0.5'],
  ['Infinity', 'float inf'],
  ['-Infinity', 'float -inf'],
  ['1e999', 'float inf'],
  ['.5', 'error: Expected value but found invalid token at character 1'],
  ['-', 'error: Expected value but found invalid number at character 1'],
  ['+', 'error: Expected value but found invalid number at character 1'],
  ['1e', 'error: Expected the end but found invalid token at character 2'],
  ['infinityx', 'error: Expected the end but found invalid token at character 9'],
  ['[1,2,]', 'error: Expected value but found T_ARR_END at character 6'],
  ['{"a":1,}', 'error: Expected object key string but found T_OBJ_END at character 8'],
  ['[1 2]', 'error: Expected comma or array end but found T_NUMBER at character 4'],
  ['[1}', 'error: Expected comma or array end but found T_OBJ_END at character 3'],
  ['[1,', 'error: Expected value but found T_END at character 4'],
  ['{"a" 1}', 'error: Expected colon but found T_NUMBER at character 6'],
  ['{"a":}', 'error: Expected value but found T_OBJ_END at character 6'],
  ['{"a":1 "b"', 'error: Expected comma or object end but found T_STRING at character 8'],
  ['{1:2}', 'error: Expected object key string but found T_NUMBER at character 2'],
  ['{null:2}', 'error: Expected object key string but found T_NULL at character 2'],
  ['', 'error: Expected value but found T_END at character 1'],
  ['{}x', 'error: Expected the end but found invalid token at character 3'],
  ['true false', 'error: Expected the end but found T_BOOLEAN at character 6'],
  ['tru', 'error: Expected value but found invalid token at character 1'],
  ['"abc', 'error: Expected value but found unexpected end of string at character 5'],
  ['"ab\\', 'error: Expected value but found invalid escape code at character 4'],
  [String.raw`"\x"`, 'error: Expected value but found invalid escape code at character 2'],
  [String.raw`"\u12"`, 'error: Expected value but found invalid unicode escape code at character 2'],
  [String.raw`"\ud83d"`, 'error: Expected value but found invalid unicode escape code at character 2'],
  [String.raw`"\udc00"`, 'error: Expected value but found invalid unicode escape code at character 2'],
  [String.raw`"\ud83dA"`, 'error: Expected value but found invalid unicode escape code at character 2'],
  [String.raw`"\ud83d\ude00"`, 'nil \xf0\x9f\x98\x80'],
  [String.raw`"\u00e9\u20ac\n\/"`, 'nil \xc3\xa9\xe2\x82\xac\n/'],
  ['"a\n\x01b\xff"', 'nil a\n\x01b\xff'],
  ['"a\0b"', 'error: Expected value but found unexpected end of string at character 3'],
  ['\0"a"', 'error: JSON parser does not support UTF-16 or UTF-32'],
  // A NUL does not hide what follows it.
  ['12\0xx', 'error: Expected the end but found invalid token at character 3'],
  ['\xef\xbb\xbf{}', 'error: Expected value but found invalid token at character 1'],
  ['/* */1', 'error: Expected value but found invalid token at character 1'],
  ["'a'", 'error: Expected value but found invalid token at character 1'],
  [' \t\r\n true \n', 'nil true'],
  ['null', 'nil userdata: NULL'],
]

const calls: ReadonlyArray<readonly [string, string]> = [
  ['json.encode()', "error: test:1: bad argument #1 to 'cjson.encode' (expected 1 argument)"],
  ['json.encode(1, 2)', "error: test:1: bad argument #1 to 'cjson.encode' (expected 1 argument)"],
  ['json.decode()', "error: test:1: bad argument #1 to 'cjson.decode' (expected 1 argument)"],
  ['json.decode(nil)', "error: test:1: bad argument #1 to 'cjson.decode' (string expected, got nil)"],
  ['json.decode(12)', '12'],
  ['json.decode("{")', 'error: test:1: Expected object key string but found T_END at character 2'],
  ['safe.decode("{")', 'nil Expected object key string but found T_END at character 2'],
  ['safe.decode(nil)', "nil bad argument #1 to 'cjson.decode' (string expected, got nil)"],
  ['safe.encode(print)', 'nil Cannot serialise function: type not supported'],
  ['safe.encode({1})', '[1]'],
  ['safe.encode()', "error: test:1: bad argument #1 to 'cjson.encode' (expected 1 argument)"],
  ['safe.new().encode(print)', 'nil Cannot serialise function: type not supported'],
  ['json._NAME, json._VERSION', 'cjson 2.1.0'],
  ['type(json.null), json.null == nil, not json.null', 'userdata false false'],
  ['tostring(json.null), tostring(json.empty_array)', 'userdata: NULL userdata: empty array'],
  ['json.null == safe.null, json.null == json.new().null, json.decode("null") == json.null', 'true true true'],
  ['json.null == json.empty_array, getmetatable(json.null)', 'false false'],
  ['json == safe, json == json.new()', 'false false'],
  ['#json.decode("[1,null,3]"), json.decode("[1,null,3]")[2] == json.null', '3 true'],
  [`type(next(json.decode('{"1":"a"}')))`, 'string'],
  [`json.decode('{"a":1,"a":2}').a`, '2'],
  ['json.encode({a=json.empty_array, b=json.encode(json.empty_array)})', '{"a":[],"b":"[]"}'],
  ['json.encode(setmetatable({}, json.array_mt))', '[]'],
  ['json.encode(setmetatable({1,2,a=1}, json.array_mt))', '[1,2]'],
  ['json.encode(setmetatable({}, json.empty_array_mt))', '[]'],
  ['json.encode(setmetatable({a=1}, json.empty_array_mt))', '{"a":1}'],
  ['json.encode(setmetatable({1}, json.empty_array_mt))', '[1]'],
  ['json.encode(setmetatable({a=1}, {__index={b=2}, __pairs=error, __len=error}))', '{"a":1}'],
]

for (const [engine, state] of engines) {
  t.test(`encode() writes what cjson writes on ${engine}`, async (t) => {
    const lua = await luaWithJson(state)
    for (const [value, expected] of encoded) t.equal(run(lua, `return (json.encode(${value}))`), expected, value)
  })

  t.test(`decode() reads what cjson reads on ${engine}`, async (t) => {
    const lua = await luaWithJson(state)
    for (const [text, expected] of decoded) {
      const result = run(lua, `local v = json.decode(${literal(text)}) return math.type(v), v`)
      t.equal(result.replace('test:1: ', ''), expected, JSON.stringify(text))
    }
    t.match(run(lua, 'return json.decode("nan")'), /nan$/)
  })

  t.test(`json answers as cjson does on ${engine} when called`, async (t) => {
    const lua = await luaWithJson(state)
    for (const [expression, expected] of calls) t.equal(run(lua, `return ${expression}`), expected, expression)
  })

  t.test(`encode() writes an object on ${engine} when keys are mixed`, async (t) => {
    const lua = await luaWithJson(state)
    // The order of keys is the engine's own.
    t.same(JSON.parse(run(lua, 'return json.encode({1,a=2})')), { 1: 1, a: 2 })
    t.same(JSON.parse(run(lua, 'return json.encode(setmetatable({1,nil,3,a="x"}, {}))')), { 1: 1, 3: 3, a: 'x' })
  })

  t.test(`new() returns a module with settings of its own on ${engine}`, async (t) => {
    const lua = await luaWithJson(state)
    t.equal(run(lua, 'local other = json.new() other.encode_escape_forward_slash(true) return other.encode("/"), json.encode("/")'), String.raw`"\/" "/"`)
  })
}
