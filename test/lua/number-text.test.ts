import t from 'tap'
import { numberText } from '../../template/lua-ts/lua/number-text.ts'
import { engines } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

t.test('numberText() writes 14 digits as C does', async (t) => {
  const rows: readonly (readonly [number, string])[] = [
    [0, '0'], [-0, '-0'], [1, '1'], [-1, '-1'], [0.1, '0.1'], [1 / 3, '0.33333333333333'], [100, '100'], [1e13, '10000000000000'],
    [1e14, '1e+14'], [1e15, '1e+15'], [2 ** 53, '9.007199254741e+15'], [1e-4, '0.0001'], [1e-5, '1e-05'], [1.5e-7, '1.5e-07'],
    [1e100, '1e+100'], [5e-324, '4.9406564584125e-324'], [1.7976931348623157e308, '1.7976931348623e+308'],
    [99999999999999.9, '1e+14'], [99999999999999, '99999999999999'], [0.999999999999999, '1'], [123456.789, '123456.789'],
    [1000000000000050, '1e+15'], [1000000000000150, '1.0000000000002e+15'], [-1234567890123.25, '-1234567890123.2'], [1234567890123.75, '1234567890123.8'],
    [Infinity, 'inf'], [-Infinity, '-inf'], [NaN, '-nan'],
  ]
  for (const [n, text] of rows) t.equal(numberText(n), text)
})

// A few hundred numbers that are the same on every run: of every size, and near the places where the form changes.
const numbers = (): string[] => {
  const near = [1e-5, 1e-4, 1e14, 1e15, 1e16, 2 ** 31, 2 ** 53, 0.1, 1].flatMap((n) => [n, n * (1 - 2 ** -50), n * (1 + 2 ** -50), n * 0.99999999999999, n * 1.00000000000005])
  const all = [...near]
  let seed = 42
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  for (let i = 0; i < 300; i++) all.push((random() - 0.5) * 10 ** Math.floor(random() * 40 - 20))
  for (let i = 0; i < 60; i++) all.push(Math.floor(random() * 1e6) / 2 ** Math.floor(random() * 20))
  // With an exponent they are floats, on engines of any word size.
  return all.map((n) => n.toExponential(17))
}

for (const engine of engines) {
  t.test(`numberText() is what real Lua prints for floats on ${engine}`, async (t) => {
    const sources = [`return table.concat({ ${numbers().map((n) => `tostring(${n})`).join(', ')} }, "\\n")`, 'return 1/0, -1/0, tostring(0/0), 1e15, 2^53, -0.0, 3.0, 1e100, 2^63, 10 // 0.3, 7 % 2.5']
    await sameAsRealLua(t, engine, sources)
  })
  t.test(`numberText() serves every way to write a float on ${engine}`, (t) => sameAsRealLua(t, engine, [
    'return 1.5 .. "", 3.0 .. "|" .. -0.0, ("x"):rep(2) .. 1e15', 'return ("%s %s"):format(1e15, 0.1)', 'return ("%.3f %5.1f %g %e %g %g"):format(1/3, 2.25, 1e20, 12345.678, 0.1, 1e15)',
    'return table.concat({ 1.5, 2, 1e300 }, " ")', 'return tostring(1e15), tostring(-1e15)', 'return ("%d"):format(3.0)', 'return ("%d"):format(3.5)',
    'return ("%5.2s|%-5s|%05d|%+d|%x|%X|%o|%c|%q|%i|%u"):format("abc", "x", 42, 7, 255, 255, 8, 65, "a\\nb\\0c\\"d\\\\", 3, 4)', 'return ("%a"):format(1)',
    'return math.tointeger(3.0), math.tointeger(3.5), 7 // 2, 7.0 // 2, -7 // 2, -7 % 3, 7 % -3, 1e308 * 10',
    'return tonumber("0x10"), tonumber("1e1"), tonumber("  12  "), tonumber("z", 36), tonumber("1e"), tonumber(""), tonumber("0x1p4"), tonumber("10", 2), tonumber("8", 8)',
    'return 1 == 1.0, math.max(1, 2.5), math.min(3, 1.0), 3 | 4, 5 // 0.0, -5 // 0.0, 5.0 % math.huge, -5.0 % math.huge',
    'return pcall(function() return 1 // 0 end)', 'return pcall(function() return 1 % 0 end)', 'return pcall(function() return 1.5 | 1 end)', 'return pcall(function() return "a" + 1 end)', 'return "10" + 5, "3" * "4", 10 .. 20',
  ]))
}
