const stripZeros = (digits: string): string => (digits.includes('.') ? digits.replace(/\.?0*$/, '') : digits)

const half = /^-?\d\.\d{13}5e/
const exactHalf = /^(-?\d\.\d{12}[02468])50*e/

/** As `toExponential(13)`, which rounds halves up, where C rounds them to the even digit. */
const fourteenDigits = (n: number): string => {
  const shortest = n.toExponential()
  if (half.test(shortest)) {
    const [, even] = exactHalf.exec(n.toExponential(20)) ?? []
    if (even !== undefined) return shortest.replace(/^.*(?=e)/, even)
  }
  return n.toExponential(13)
}

/** `mantissa` times ten to the `power` without an exponent. */
const plain = (mantissa: string, power: number): string => {
  const sign = mantissa.startsWith('-') ? '-' : ''
  const digits = mantissa.replace(/[-.]/g, '')
  if (power < 0) return `${sign}0.${'0'.repeat(-power - 1)}${digits}`
  return `${sign}${digits.slice(0, power + 1)}.${digits.slice(power + 1)}`
}

/** A float as C's `%.14g` writes it, which is what Lua prints; `.0` for whole numbers is added by Lua itself. */
export const numberText = (n: number): string => {
  if (Number.isInteger(n) && Math.abs(n) < 1e14) return Object.is(n, -0) ? '-0' : String(n)
  // The processor's own NaN, which nearly every operation yields, has its sign bit set; so real Lua prints -nan.
  if (Number.isNaN(n)) return '-nan'
  if (!Number.isFinite(n)) return n > 0 ? 'inf' : '-inf'
  const [mantissa = '', exponent = ''] = fourteenDigits(n).split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 14) return stripZeros(plain(mantissa, power))
  return `${stripZeros(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
