/** A conversion of C's printf, taken apart. */
export interface Conversion {
  /** Letter of the conversion: one of `d i u o x X e E f F g G a A c s`. */
  readonly letter: string
  readonly left: boolean
  readonly plus: boolean
  readonly space: boolean
  readonly alternate: boolean
  readonly zero: boolean
  readonly width: number
  readonly precision: number | undefined
}

/** A floating-point number as C's printf writes it for `e E f F g G a A`, rounded exactly, halves to even. */
export const floatText = (conversion: Conversion, n: number): string => {
  const { letter } = conversion
  const sign = signOf(conversion, n < 0 || Object.is(n, -0) || Number.isNaN(n))
  if (!Number.isFinite(n)) {
    const name = Number.isNaN(n) ? 'nan' : 'inf'
    return padded({ ...conversion, zero: false }, sign, cased(letter, name))
  }
  const lower = letter.toLowerCase() as keyof typeof writers
  const text = cased(letter, writers[lower](Math.abs(n), conversion.precision, conversion.alternate))
  return lower === 'a' ? padded(conversion, sign + text.slice(0, 2), text.slice(2)) : padded(conversion, sign, text)
}

/** An integer as C's printf writes it for `d i u o x X`; unsigned ones wrap around at `bits`. */
export const integerText = (conversion: Conversion, n: bigint, bits: number): string => {
  const { letter, precision, alternate } = conversion
  const signed = letter === 'd' || letter === 'i'
  const magnitude = signed ? (n < 0n ? -n : n) : BigInt.asUintN(bits, n)
  let digits = cased(letter, magnitude.toString(radixes[letter] ?? 10)).padStart(precision ?? 1, '0')
  // With a precision of nothing, zero is nothing.
  if (precision === 0 && magnitude === 0n) digits = ''
  let prefix = signed ? signOf(conversion, n < 0n) : ''
  if (alternate && letter === 'o' && !digits.startsWith('0')) digits = `0${digits}`
  if (alternate && radixes[letter] === 16 && magnitude !== 0n) prefix = `0${letter}`
  return padded(precision === undefined ? conversion : { ...conversion, zero: false }, prefix, digits)
}

/** `text` at the width of the conversion; zeros go between the prefix (a sign, `0x`) and the digits. */
export const padded = ({ left, zero, width }: Conversion, prefix: string, text: string): string => {
  const room = width - prefix.length
  if (left) return (prefix + text).padEnd(width)
  return zero ? prefix + text.padStart(room, '0') : (prefix + text).padStart(width)
}

/** The double as C's `%a` writes it, which reads back as the same number: `0x1.8p+1`. */
export const hexText = (n: number): string => floatText({ ...plain, letter: 'a' }, n)

const plain = { left: false, plus: false, space: false, alternate: false, zero: false, width: 0, precision: undefined }

const radixes: Readonly<Record<string, number>> = { o: 8, x: 16, X: 16 }

const signOf = ({ plus, space }: Conversion, negative: boolean): string => (negative ? '-' : plus ? '+' : space ? ' ' : '')

const cased = (letter: string, text: string): string => (letter < 'a' ? text.toUpperCase() : text)

const defaultPrecision = 6

/** How to write a finite number that is not negative. */
type Writer = (n: number, precision: number | undefined, alternate: boolean) => string

const writeFixed: Writer = (n, precision = defaultPrecision, alternate) => {
  const text = n < 1e21 && !isHalf(n, precision) ? n.toFixed(precision) : pointed(roundedDigits(n, precision), precision)
  return alternate && precision === 0 ? `${text}.` : text
}

const writeExponential: Writer = (n, precision = defaultPrecision, alternate) => {
  const [mantissa, exponent] = significant(n, precision)
  const point = alternate && precision === 0 ? '.' : ''
  return `${mantissa}${point}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const writeGeneral: Writer = (n, precision = defaultPrecision, alternate) => {
  const digits = Math.max(precision, 1)
  const [mantissa, exponent] = significant(n, digits - 1)
  const fixed = exponent >= -4 && exponent < digits
  if (fixed) {
    const text = pointed(mantissa.replace('.', ''), digits - 1 - exponent)
    return alternate ? withPoint(text) : withoutZeros(text)
  }
  const shown = alternate ? withPoint(mantissa) : withoutZeros(mantissa)
  return `${shown}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const mantissaBits = 52n

const writeHex: Writer = (n, precision, alternate) => {
  const bits = new BigUint64Array(new Float64Array([n]).buffer)[0]!
  let fraction = bits & ((1n << mantissaBits) - 1n)
  const biased = Number(bits >> mantissaBits)
  const exponent = n === 0 ? 0 : Math.max(biased, 1) - 1023
  let lead = biased === 0 ? 0n : 1n
  let digits = 13
  if (precision !== undefined && precision < digits) {
    const dropped = BigInt(4 * (digits - precision))
    const kept = halfToEven((lead << mantissaBits) | fraction, 1n << dropped)
    digits = precision
    lead = kept >> BigInt(4 * digits)
    fraction = kept & ((1n << BigInt(4 * digits)) - 1n)
  }
  let text = digits === 0 ? '' : fraction.toString(16).padStart(digits, '0')
  text = precision === undefined ? text.replace(/0+$/, '') : text.padEnd(precision, '0')
  const point = text !== '' || alternate ? '.' : ''
  return `0x${lead}${point}${text}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`
}

const writers = { e: writeExponential, f: writeFixed, g: writeGeneral, a: writeHex }

/** One digit, a point and `precision` more, and the power of ten. */
const significant = (n: number, precision: number): readonly [mantissa: string, exponent: number] => {
  const [mantissa = '', power = ''] = n.toExponential(precision).split('e')
  const exponent = Number(power)
  const below = precision - exponent
  if (below >= 0 ? !isHalf(n, below) : !Number.isInteger(n)) return [mantissa, exponent]
  // JavaScript rounds halves up. Rounded to even, the digits may be one fewer: 9.5 is 10 upwards and 10 to even too.
  const digits = roundedDigits(n, below)
  return [pointed(digits.slice(0, precision + 1), precision), digits.length - 1 - below]
}

/**
 * Whether `n` may lie in the middle between two numbers of `decimals` digits behind the point: then it is a whole
 * number of halves of such a unit, and its binary fraction is that short.
 */
const isHalf = (n: number, decimals: number): boolean => !Number.isInteger(n) && Number.isInteger(n * 2 ** (decimals + 1))

/** The digits of `n` times ten to the `decimals`, rounded to a whole number, halves to even. */
const roundedDigits = (n: number, decimals: number): string => {
  const bits = new BigUint64Array(new Float64Array([n]).buffer)[0]!
  const biased = Number(bits >> mantissaBits)
  const fraction = bits & ((1n << mantissaBits) - 1n)
  const whole = biased === 0 ? fraction : fraction | (1n << mantissaBits)
  const shift = Math.max(biased, 1) - 1075
  let [top, bottom] = shift >= 0 ? [whole << BigInt(shift), 1n] : [whole, 1n << BigInt(-shift)]
  if (decimals >= 0) top *= 10n ** BigInt(decimals)
  else bottom *= 10n ** BigInt(-decimals)
  return String(halfToEven(top, bottom))
}

const halfToEven = (top: bigint, bottom: bigint): bigint => {
  const quotient = top / bottom
  const twice = (top % bottom) * 2n
  return twice > bottom || (twice === bottom && quotient % 2n === 1n) ? quotient + 1n : quotient
}

/** Digits with a point `decimals` places before their end. */
const pointed = (digits: string, decimals: number): string => {
  if (decimals === 0) return digits
  const text = digits.padStart(decimals + 1, '0')
  return `${text.slice(0, -decimals)}.${text.slice(-decimals)}`
}

const withoutZeros = (text: string): string => (text.includes('.') ? text.replace(/\.?0*$/, '') : text)

const withPoint = (text: string): string => (text.includes('.') ? text : `${text}.`)
