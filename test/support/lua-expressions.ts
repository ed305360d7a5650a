import fc from 'fast-check'

/** Lua expressions for one engine's numbers: `safe` keeps integers so small that 32 bits hold every result. */
export interface ExpressionOptions {
  readonly safe: boolean
}

const quoted = (text: string): string => `"${[...Buffer.from(text, 'latin1')].map((byte) => `\\${String(byte).padStart(3, '0')}`).join('')}"`

/** Bytes that patterns, numerals and formats make something of, and some that they don't. */
const text = fc.string({ unit: fc.constantFrom(...'ab1 .-%x,0=(é\0\u00ff'), maxLength: 10 }).map(quoted)

const integer = ({ safe }: ExpressionOptions): fc.Arbitrary<string> =>
  fc.oneof({ weight: 4, arbitrary: fc.integer({ min: -20, max: 20 }).map(String) }, { weight: 1, arbitrary: safe ? fc.integer({ min: -1000, max: 1000 }).map(String) : fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n }).map(String) }).map(bracketed)

const float: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('0.5', '-1.5', '2.0', '1e10', '-0.0', '1e-5', '0.1', '(1/0)', '1e300', '123.456'),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((n) => n.toExponential(16)),
).map(bracketed)

function bracketed(expression: string): string {
  return expression.startsWith('-') ? `(${expression})` : expression
}

/** Numbers by arithmetic, comparison and the math library. With 32-bit integers in reach, products go through floats. */
const numeric = (options: ExpressionOptions): fc.Arbitrary<string> => fc.letrec<{ number: string; whole: string }>((tie) => {
  const whole = fc.oneof({ maxDepth: 3 }, integer(options), fc.tuple(tie('whole'), fc.constantFrom('+', '-', '//', '%', '&', '|', '~'), tie('whole')).map(([a, op, b]) => `(${a} ${op} ${b})`))
  const binary = fc.tuple(tie('number'), fc.constantFrom('+', '-', '/', '//', '%'), tie('number'))
  const times = fc.tuple(tie('number'), fc.constantFrom('*', '^'), fc.constantFrom('0.5', '2.0', '-1.0', '3.0'))
  return {
    whole,
    number: fc.oneof({ maxDepth: 4 },
      integer(options), float, tie('whole'),
      binary.map(([a, op, b]) => `(${a} ${op} ${b})`),
      times.map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('number').map((a) => `(-${a})`),
      fc.tuple(fc.constantFrom('math.abs', 'math.sqrt'), tie('number')).map(([f, a]) => `${f}(${a})`),
      fc.tuple(fc.constantFrom('math.max', 'math.min', 'math.fmod'), tie('number'), tie('number')).map(([f, a, b]) => `${f}(${a}, ${b})`),
      fc.tuple(tie('number'), fc.constantFrom('<', '<=', '==', '~='), tie('number')).map(([a, op, b]) => `(${a} ${op} ${b} and 1 or 2.5)`),
      text.map((s) => `(tonumber(${s}) or 3)`),
    ),
  }
}).number

/**
 * What stands before an expression: `real` puts zero in the place of what is no number or hardly any, which the
 * engines' differences in text are about.
 */
export const preamble = 'local function real(n) if n ~= n or n ~= 0 and n > -2.3e-308 and n < 2.3e-308 then return 0 end return n end '

const shownNumber = (options: ExpressionOptions): fc.Arbitrary<string> => numeric(options).map((n) => `real(${n})`)

const position = fc.integer({ min: -12, max: 12 }).map(String)

const pattern = fc.array(fc.constantFrom('a', 'b', '.', '%d', '%a', '%s', '%p', '[ab1]', '[^a]', '%w', '(', ')', '*', '+', '-', '?', '^', '$', '%', '%1', '%f[%w]', '%b()', ' '), { maxLength: 5 }).map((parts) => quoted(parts.join('')))

const format = fc.tuple(fc.constantFrom('', '-', '+', ' ', '#', '0', '-0', '+0'), fc.constantFrom('', '1', '5', '12'), fc.constantFrom('', '.0', '.2', '.10', '.'), fc.constantFrom('e', 'f', 'g', 'E', 'G', 'a'))
  .map((parts) => `"%${parts.join('')}"`)

/** Text by the string library and by concatenation. */
const textual = (options: ExpressionOptions): fc.Arbitrary<string> => fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof({ maxDepth: 3 },
    text,
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} .. ${b})`),
    fc.tuple(tie('text'), position, position).map(([s, i, j]) => `string.sub(${s}, ${i}, ${j})`),
    fc.tuple(fc.constantFrom('upper', 'lower', 'reverse'), tie('text')).map(([f, s]) => `string.${f}(${s})`),
    fc.tuple(tie('text'), pattern, tie('text')).map(([s, p, r]) => `(string.gsub(${s}, ${p}, ${r}))`),
    fc.tuple(tie('text'), pattern).map(([s, p]) => `tostring(string.match(${s}, ${p}))`),
    fc.tuple(tie('text'), pattern, position).map(([s, p, i]) => `table.concat({ tostring(string.find(${s}, ${p}, ${i})) })`),
    fc.tuple(format, shownNumber(options)).map(([f, n]) => `string.format(${f}, ${n})`),
    tie('text').map((s) => `string.format("%q|%12s|%-5.3s", ${s}, "x", "y")`),
    shownNumber(options).map((n) => `tostring(${n})`),
    fc.tuple(tie('text'), fc.integer({ min: 0, max: 4 })).map(([s, n]) => `string.rep(${s}, ${n}, ",")`),
    tie('text').map((s) => `table.concat({ string.byte(${s}, 1, -1) }, " ")`),
  ),
})).text

const element = (options: ExpressionOptions): fc.Arbitrary<string> => fc.oneof(shownNumber(options), textual(options), fc.constantFrom('true', 'false'))

/** A list without holes that a few library calls have changed, shown with its length. */
const tabular = (options: ExpressionOptions): fc.Arbitrary<string> => {
  const step = fc.oneof(
    fc.tuple(fc.integer({ min: -1, max: 8 }), element(options)).map(([i, v]) => `table.insert(t, ${i}, ${v})`),
    element(options).map((v) => `table.insert(t, ${v})`),
    fc.integer({ min: -1, max: 8 }).map((i) => `table.remove(t, ${i})`),
    fc.constant('table.remove(t)'),
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 6 })).map(([a, b]) => `table.move(t, ${a}, #t, math.min(${b}, #t + 1))`),
    fc.constant('table.sort(t, function(a, b) return tostring(a) < tostring(b) end)'),
    fc.tuple(fc.constantFrom('x', 'y', 'z'), element(options)).map(([k, v]) => `t.${k} = ${v}`),
    fc.constant('t[#t + 1] = #t'),
    fc.constant('t[#t] = nil'),
  )
  const shown = 'local out = {} for i, v in ipairs(t) do out[i] = tostring(v) end out[#out + 1] = tostring(t.x) .. tostring(t.y) return #t, select("#", table.unpack(t)), table.concat(out, "|")'
  return fc.tuple(fc.array(element(options), { maxLength: 5 }), fc.array(step, { maxLength: 6 }))
    .map(([items, steps]) => `(function() local t = { ${items.join(', ')} } ${steps.join(' ')} ${shown} end)()`)
}

/** Expressions of every kind. */
export const expressions = (options: ExpressionOptions): fc.Arbitrary<string> => fc.oneof(shownNumber(options), textual(options), tabular(options))
