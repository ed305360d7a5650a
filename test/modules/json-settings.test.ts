import t from 'tap'
import { jsonSettings, settingFunctions } from '../../template/lua-ts/modules/json-settings.ts'
import { luaWithJson, run } from './json-lua.ts'

const flagNames = [
  'encode_keep_buffer', 'encode_empty_table_as_object', 'encode_escape_forward_slash', 'encode_skip_unsupported_value_types',
  'decode_invalid_numbers', 'decode_array_with_array_mt', 'decode_allow_comment',
]

t.test('settingFunctions() reads and changes each setting when called', async (t) => {
  const lua = await luaWithJson()
  const defaults: ReadonlyArray<readonly [string, string]> = [
    ['encode_sparse_array', 'false 2 10'],
    ['encode_max_depth', '1000'],
    ['encode_number_precision', '17'],
    ['encode_keep_buffer', 'true'],
    ['encode_invalid_numbers', 'false'],
    ['encode_empty_table_as_object', 'true'],
    ['encode_escape_forward_slash', 'false'],
    ['encode_skip_unsupported_value_types', 'false'],
    ['encode_indent', ''],
    ['decode_max_depth', '1000'],
    ['decode_invalid_numbers', 'true'],
    ['decode_array_with_array_mt', 'false'],
    ['decode_allow_comment', 'false'],
  ]
  t.same(settingFunctions(lua, jsonSettings()).map(([name]) => name), defaults.map(([name]) => name))
  for (const [name, value] of defaults) t.equal(run(lua, `return json.${name}()`), value, name)
  for (const name of flagNames) {
    t.equal(run(lua, `return json.${name}(true), json.${name}(nil), json.${name}("off"), json.${name}(), json.${name}("on")`), 'true true false false true', name)
  }
  t.equal(run(lua, 'return json.encode_sparse_array(true, 3), json.encode_sparse_array(nil, nil, 5)'), 'true true 3 5')
  t.equal(run(lua, 'return json.encode_invalid_numbers("null"), json.encode_invalid_numbers(), json.encode_invalid_numbers(true)'), 'null null true')
  t.equal(run(lua, 'return json.encode_max_depth("20"), json.decode_max_depth(2147483647)'), '20 2147483647')
})

t.test('settingFunctions() names the argument when it is wrong', async (t) => {
  const lua = await luaWithJson()
  const rows: ReadonlyArray<readonly [string, number, string]> = [
    ['encode_max_depth(0)', 1, 'expected integer between 1 and 2147483647'],
    ['encode_max_depth(1.5)', 1, 'number has no integer representation'],
    ['encode_max_depth("x")', 1, 'number expected, got string'],
    ['encode_max_depth(1, 2)', 2, 'found too many arguments'],
    ['encode_sparse_array(1)', 1, "invalid option '1'"],
    ['encode_sparse_array(true, -1)', 2, 'expected integer between 0 and 2147483647'],
    ['encode_sparse_array(true, 1, 1, 1)', 4, 'found too many arguments'],
    ['encode_number_precision(0)', 1, 'expected integer between 1 and 17'],
    ['encode_number_precision(18)', 1, 'expected integer between 1 and 17'],
    ['encode_invalid_numbers("x")', 1, "invalid option 'x'"],
    ['decode_invalid_numbers("null")', 1, "invalid option 'null'"],
    ['encode_keep_buffer({})', 1, 'string expected, got table'],
    ['encode_indent(true)', 1, 'string expected, got boolean'],
  ]
  for (const [call, argument, complaint] of rows) {
    const name = call.slice(0, call.indexOf('('))
    t.equal(run(lua, `return json.${call}`), `error: test:1: bad argument #${argument} to 'cjson.${name}' (${complaint})`, call)
  }
})

t.test('settingFunctions() changes what is written when set', async (t) => {
  const lua = await luaWithJson()
  const rows: ReadonlyArray<readonly [string, string, string]> = [
    ['encode_sparse_array(true)', '{[1]=1,[11]=1}', '{"1":1,"11":1}'],
    ['encode_sparse_array(false, 0)', '{[1]=1,[12]=1}', '[1,null,null,null,null,null,null,null,null,null,null,1]'],
    ['encode_empty_table_as_object(false)', '{{}, {a=1}}', '[[],{"a":1}]'],
    ['encode_escape_forward_slash(true)', '{["/"]="a/b"}', String.raw`{"\/":"a\/b"}`],
    ['encode_invalid_numbers(true)', '{1/0, -1/0, 0/0}', '[Infinity,-Infinity,NaN]'],
    ['encode_invalid_numbers("null")', '{1/0, -1/0, 0/0}', '[null,null,null]'],
    ['encode_number_precision(3)', '{1/3, 1234, 123.4, 1e-5, 0.001}', '[0.333,1234,123,1e-05,0.001]'],
    ['encode_indent("\t")', '{1}', '[\n\t1\n]'],
  ]
  for (const [setting, value, expected] of rows) {
    t.equal(run(lua, `local json = json.new() json.${setting} return json.encode(${value})`), expected, setting)
  }
})
