/** The precision at which a number is written with as few digits as read back to the same number. */
export const shortestPrecision = 17

const stripZeros = (digits: string): string => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits)

/**
 * A finite number as JSON text: the shortest that reads back the same, or what C's `%.<precision>g` gives
 * where `precision` is below 17.
 */
export const jsonNumber = (value: number, precision: number): string => {
  if (Object.is(value, -0)) return '-0'
  if (precision >= shortestPrecision) return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential(precision - 1).split('e')
  const power = Number(exponent)
  if (power >= -4 && power < precision) return stripZeros(value.toFixed(precision - 1 - power))
  return `${stripZeros(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
