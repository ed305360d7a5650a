import type { Lua, Thread } from '../lua/engine.ts'
import { unserialisable } from './json-error.ts'

/** The precision at which a number is written with as few digits as read back to the same number. */
export const shortestPrecision = 17

const stripZeros = (digits: string): string => (digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits)

/** The settings of the module that say how numbers are written. */
export interface NumberSettings {
  /** Digits, 1 to 17. */
  encodeNumberPrecision: number
  /** What becomes of NaN and the infinities: an error, `null`, or their names. */
  encodeInvalidNumbers: boolean | 'null'
}

/** The Lua number at `index` as JSON text. @throws LuaError for NaN and infinities, unless `settings` allow them */
export const numberText = (lua: Lua, t: Thread, index: number, settings: Readonly<NumberSettings>): string => {
  const value = lua.toNumber(t, index)!
  if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value)
  // Beyond 2^53 a number that JavaScript holds may have lost digits of Lua's integer.
  if (lua.isInteger(t, index)) return lua.toBigInt(t, index).toString()
  if (Number.isFinite(value)) return floatText(value, settings.encodeNumberPrecision)
  if (settings.encodeInvalidNumbers === false) throw unserialisable('number', 'must not be NaN or Inf')
  return settings.encodeInvalidNumbers === 'null' ? 'null' : String(value)
}

// The shortest text that reads back the same, or what C's %.<precision>g gives.
const floatText = (value: number, precision: number): string => {
  if (Object.is(value, -0)) return '-0'
  if (precision >= shortestPrecision) return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential(precision - 1).split('e')
  const power = Number(exponent)
  if (power >= -4 && power < precision) return stripZeros(value.toFixed(precision - 1 - power))
  return `${stripZeros(mantissa)}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
