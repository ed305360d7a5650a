import t from 'tap'
import { JsonScanner } from '../../template/lua-ts/modules/json-scanner.ts'
import { tokenName } from '../../template/lua-ts/modules/json-token.ts'

t.test('tokenName() names what stands there as cjson does when it is a token', async (t) => {
  const rows = {
    '{': 'T_OBJ_BEGIN', '}': 'T_OBJ_END', '[': 'T_ARR_BEGIN', ']': 'T_ARR_END', ':': 'T_COLON', ',': 'T_COMMA', '': 'T_END',
    '"s"': 'T_STRING', true: 'T_BOOLEAN', false: 'T_BOOLEAN', null: 'T_NULL', '-1': 'T_NUMBER', nan: 'T_NUMBER', nul: 'invalid token', '\x01': 'invalid token',
  }
  for (const [text, name] of Object.entries(rows)) t.equal(tokenName(new JsonScanner(text, true, false), 'colon'), name, text)
})

t.test('tokenName() throws the error of the token when that is wrong itself', async (t) => {
  t.throws(() => tokenName(new JsonScanner('"', true, false), 'colon'), { message: 'Expected colon but found unexpected end of string at character 2' })
  t.throws(() => tokenName(new JsonScanner('-', true, false), 'colon'), { message: 'Expected colon but found invalid number at character 1' })
})
