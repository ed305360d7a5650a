import t from 'tap'
import { numberText, shortestPrecision } from '../../template/lua-ts/modules/json-number.ts'
import { jsonSettings } from '../../template/lua-ts/modules/json-settings.ts'
import { luaWithJson } from './json-lua.ts'

t.test('numberText() writes digits as C does when a precision is set', async (t) => {
  const lua = await luaWithJson()
  const text = (value: number, encodeNumberPrecision: number): string => {
    lua.pushFloat(lua.main, value)
    const result = numberText(lua, lua.main, -1, { ...jsonSettings(), encodeNumberPrecision })
    lua.pop(lua.main, 1)
    return result
  }
  // printf "%.14g"
  const rows = [
    [0.1, '0.1'], [1 / 3, '0.33333333333333'], [1e-5, '1e-05'], [0.0001, '0.0001'], [123.456, '123.456'], [1e300, '1e+300'],
    [2 / 3 * 1e-10, '6.6666666666667e-11'], [123456789012345.6, '1.2345678901235e+14'], [-2.5, '-2.5'], [5e-324, '4.9406564584125e-324'],
    [1e14 - 1 / 64, '1e+14'],
  ] as const
  for (const [value, expected] of rows) t.equal(text(value, 14), expected)
  t.equal(text(12.75, 1), '1e+01')
  t.equal(text(12.75, 2), '13')
  t.equal(text(0.1 + 0.2, 16), '0.3')
  t.equal(text(0.1 + 0.2, shortestPrecision), '0.30000000000000004')
})

t.test('numberText() writes whole numbers in full when JavaScript holds them exactly', async (t) => {
  const lua = await luaWithJson()
  const rows = [[0, '0'], [-1, '-1'], [2 ** 31, '2147483648'], [-(2 ** 53) + 1, '-9007199254740991']] as const
  for (const [value, expected] of rows) {
    lua.pushFloat(lua.main, value)
    t.equal(numberText(lua, lua.main, -1, { ...jsonSettings(), encodeNumberPrecision: 3 }), expected)
    lua.pop(lua.main, 1)
  }
})
