import { spawnSync } from 'node:child_process'
import t from 'tap'
import { floatText, hexText, integerText } from '../../template/lua-ts/lua/number-format.ts'
import type { Conversion } from '../../template/lua-ts/lua/number-format.ts'
import { missingPart } from '../support/missing-part.ts'

const conversion = (letter: string, rest: Partial<Conversion> = {}): Conversion =>
  ({ letter, left: false, plus: false, space: false, alternate: false, zero: false, width: 0, precision: undefined, ...rest })

t.test('floatText() rounds halves to even, from the exact value', async (t) => {
  const fixed = (n: number, precision: number) => floatText(conversion('f', { precision }), n)
  t.same([fixed(0.5, 0), fixed(1.5, 0), fixed(2.25, 1), fixed(2.675, 2), fixed(1e22, 0), fixed(-0, 1)], ['0', '2', '2.2', '2.67', '10000000000000000000000', '-0.0'])
  const exponential = (n: number, precision: number) => floatText(conversion('e', { precision }), n)
  t.same([exponential(2.5, 0), exponential(9.5, 0), exponential(95, 0), exponential(25, 0), exponential(1e100, 2)], ['2e+00', '1e+01', '1e+02', '2e+01', '1.00e+100'])
})

t.test('floatText() writes what is no finite number in letters, never after zeros', async (t) => {
  t.equal(floatText(conversion('f', { zero: true, width: 6 }), Infinity), '   inf')
  t.equal(floatText(conversion('G', { plus: true }), Infinity), '+INF')
  t.equal(floatText(conversion('e'), NaN), '-nan')
})

t.test('floatText() writes any number as the C library does', async (t) => {
  let seed = 20_261
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
  const numbers = Array.from({ length: 250 }, (_, i) => (i % 2 ? (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30) : Math.floor(random() * 4096) / 2 ** Math.floor(random() * 14)))
  const formats = numbers.map((_, i) => ({ letter: 'fegaEGA'[i % 7]!, precision: i % 5 === 0 ? undefined : Math.floor(random() * 12), alternate: i % 11 === 0, width: i % 3 === 0 ? 25 : 0, zero: i % 4 === 0 }))
  const program = formats.map(({ letter, precision, alternate, width, zero }, i) =>
    `print(("%${alternate ? '#' : ''}${zero ? '0' : ''}${width || ''}${precision === undefined ? '' : `.${precision}`}${letter}"):format(${hexText(numbers[i]!)}))`).join('\n')
  const { error, stdout } = spawnSync('lua5.3', ['-'], { input: program, encoding: 'utf8' })
  if (error) return missingPart(t, 'real Lua', 'apt-get install lua5.3 lua5.4')
  stdout.trimEnd().split('\n').forEach((line, i) => t.equal(floatText(conversion(formats[i]!.letter, formats[i]!), numbers[i]!), line, `${JSON.stringify(formats[i])} of ${numbers[i]}`))
})

t.test('integerText() wraps unsigned numbers at the width of the engine', async (t) => {
  t.equal(integerText(conversion('x'), -1n, 32), 'ffffffff')
  t.equal(integerText(conversion('x'), -1n, 64), 'ffffffffffffffff')
  t.equal(integerText(conversion('d', { precision: 3, width: 6 }), -5n, 32), '  -005')
  t.equal(integerText(conversion('o', { alternate: true }), 8n, 32), '010')
  t.equal(integerText(conversion('d', { precision: 0 }), 0n, 32), '')
})
