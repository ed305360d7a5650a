const unitNs: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  // Go takes both the micro sign and the Greek letter.
  '\u00b5s': 1e3,
  '\u03bcs': 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

const whole = /^([+-]?)(?:(\d+)|((?:(?:\d+\.?\d*|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+))$/
const term = /(\d+\.?\d*|\.\d+)([a-z\u00b5\u03bc]+)/g

// Go keeps a duration as a signed 64-bit number of nanoseconds.
const maxMs = 2 ** 63 / 1e6

const goDurationMs = (terms: string): number => {
  let ns = 0
  for (const [, amount = '', unit = ''] of terms.matchAll(term)) ns += Number(amount) * (unitNs[unit] ?? Number.NaN)
  return Math.round(ns) / 1e6
}

/**
 * Milliseconds in a duration as of-watchdog reads it: a bare number counts seconds (`90`, `+5`), anything else is in
 * Go's notation (`1m30s`, `1.5h`, `100us`).
 * @throws RangeError when `text` is neither, or is negative, or is longer than Go's 292 years
 */
export const parseDuration = (text: string): number => {
  const [, sign, seconds, terms] = whole.exec(text) ?? []
  if (seconds === undefined && terms === undefined) {
    throw new RangeError(
      `Cannot parse duration ${JSON.stringify(text)}: expected a number of seconds or a Go duration such as "1m30s"`,
    )
  }
  const ms = terms === undefined ? Number(seconds) * 1000 : goDurationMs(terms)
  if (sign === '-' && ms > 0) throw new RangeError(`Duration must not be negative, got ${JSON.stringify(text)}`)
  if (!(ms < maxMs)) throw new RangeError(`Duration must be under 292 years, got ${JSON.stringify(text)}`)
  return ms
}
