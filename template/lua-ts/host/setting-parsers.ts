import { parseDuration } from './duration.ts'
import { parseSize } from './size.ts'

/** Turns the text of a setting into its value. @throws Error with the reason when it can't */
export type SettingParser<T> = (text: string) => T

// Node.js runs a timer at once when its delay doesn't fit 31 bits.
const maxTimerMs = 2 ** 31 - 1

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const falsehoods = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/** A word that Go's `strconv.ParseBool` takes. */
export const toBoolean: SettingParser<boolean> = (text) => {
  if (truths.has(text)) return true
  if (falsehoods.has(text)) return false
  throw new RangeError('Expected true or false')
}

/** A TCP port; 0 lets the system choose. */
export const toPort: SettingParser<number> = (text) => {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65535)) throw new RangeError('Port must be 0 to 65535')
  return port
}

/** A count of things; negative numbers mean 0, that is no limit, as of-watchdog has it. */
export const toLimit: SettingParser<number> = (text) => {
  if (!/^[+-]?\d{1,15}$/.test(text)) throw new RangeError('Expected a whole number, 0 for no limit')
  return Math.max(0, Number(text))
}

/** How many of a thing there shall be, at least one. */
export const toCount: SettingParser<number> = (text) => {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > 256) throw new RangeError('Expected a whole number from 1 to 256')
  return count
}

/** Milliseconds that fit a timer. */
export const toDuration: SettingParser<number> = (text) => {
  const ms = parseDuration(text)
  if (ms > maxTimerMs) throw new RangeError('Duration must be at most 596h, which is as long as a timer can run')
  return ms
}

/** As `toDuration`, where nothing can mean "no limit". */
export const toDurationAboveZero: SettingParser<number> = (text) => {
  const ms = toDuration(text)
  if (ms <= 0) throw new RangeError('Duration must be over 0s')
  return ms
}

/** Bytes, at least one. */
export const toSize: SettingParser<number> = (text) => {
  const bytes = parseSize(text)
  if (bytes < 1) throw new RangeError('Size must be over 0')
  return bytes
}

/** Bytes, at least one, or Infinity for a negative number. */
export const toSizeOrUnlimited: SettingParser<number> = (text) => (/^-\d+$/.test(text) ? Infinity : toSize(text))

// The wasm engine's memory has 16 MiB from the start, and below that nothing can be refused.
const leastMemoryBytes = 24 * 1024 * 1024

/** Bytes of memory, or Infinity for 0. */
export const toMemory: SettingParser<number> = (text) => {
  const bytes = parseSize(text)
  if (bytes === 0) return Infinity
  if (bytes < leastMemoryBytes) throw new RangeError('Memory limit must be at least 24Mi, or 0 for no limit')
  return bytes
}

/** Any text. */
export const toText: SettingParser<string> = (text) => text

/** The value of an HTTP header. */
export const toHeaderValue: SettingParser<string> = (text) => {
  // RFC 9110 §5.5: visible characters, spaces and tabs. Anything else could end the header early.
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) throw new RangeError('Header value must be Latin-1 text without control characters')
  return text
}

/** The path of a request. */
export const toPath: SettingParser<string> = (text) => {
  if (!/^\/[\x21-\x7e]*$/.test(text)) throw new RangeError('Path must start with "/" and hold no spaces')
  return text
}

/** One word of a list. */
export const toOneOf =
  <const T extends string>(...words: readonly T[]): SettingParser<T> =>
  (text) => {
    const word = words.find((candidate) => candidate === text)
    if (word === undefined) throw new RangeError(`Expected ${words.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`)
    return word
  }
