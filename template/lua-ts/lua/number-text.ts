const stripZeros = (digits: string): string => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits)

/** A float as C's `%.14g` writes it, which is what Lua prints; `.0` for whole numbers is added by Lua itself. */
export const numberText = (n: number): string => {
  if (Number.isInteger(n) && Math.abs(n) < 1e14) return Object.is(n, -0) ? '-0' : String(n)
  // The processor's own NaN, which nearly every operation yields, has its sign bit set; so real Lua prints -nan.
  if (Number.isNaN(n)) return '-nan'
  if (!Number.isFinite(n)) return n > 0 ? 'inf' : '-inf'
  const [mantissa = '', exponent = ''] = n.toExponential(13).split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 14) return stripZeros(n.toFixed(13 - power))
  return `${stripZeros(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
