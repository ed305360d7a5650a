const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  'January', 'February', 'March', 'April', 'May', 'June',
  'July', 'August', 'September', 'October', 'November', 'December',
]

/** A moment broken down as in C's `struct tm`. */
export interface BrokenDownTime {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly min: number
  readonly sec: number
  /** 1 is Sunday. */
  readonly wday: number
  /** 1 is the first of January. */
  readonly yday: number
  readonly isdst: boolean
  /** True for a time in UTC that was asked for as such. */
  readonly utc: boolean
  /** Minutes east of Greenwich. */
  readonly offsetMinutes: number
  /** Seconds since 1970. */
  readonly epoch: number
}

const dayMs = 86_400_000

const yearDay = (year: number, month: number, day: number): number =>
  Math.round((Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / dayMs) + 1

/** Minutes east of Greenwich of the process's time zone in that year, without and with summer time. */
const zoneOffsets = (year: number): readonly [standard: number, summer: number] => {
  const [winter, summer] = [-new Date(year, 0, 1).getTimezoneOffset(), -new Date(year, 6, 1).getTimezoneOffset()]
  return [Math.min(winter, summer), Math.max(winter, summer)]
}

/**
 * Unix seconds of a moment on the process's own clock, fields beyond their range carried over. `isdst` says which
 * of two is meant when clocks are put back; a time that the other state of the clock can't show is shifted, as by
 * C's mktime. NaN when there is no such moment.
 */
export const localTime = (
  [year, month, day, hour, min, sec]: readonly [number, number, number, number, number, number],
  isdst: boolean | undefined,
): number => {
  const moment = new Date(2000, 0, 1)
  moment.setFullYear(year, month - 1, day)
  moment.setHours(hour, min, sec, 0)
  const seconds = Math.floor(moment.getTime() / 1000)
  if (isdst === undefined || Number.isNaN(seconds) || breakDown(seconds, false).isdst === isdst) return seconds
  const [standard, summer] = zoneOffsets(moment.getFullYear())
  if (standard === summer) return seconds
  const asUtc = new Date(0)
  asUtc.setUTCFullYear(year, month - 1, day)
  asUtc.setUTCHours(hour, min, sec, 0)
  return Math.floor(asUtc.getTime() / 1000) - (isdst ? summer : standard) * 60
}

/** Breaks `seconds` since 1970 down, in UTC or in the process's time zone. */
export const breakDown = (seconds: number, utc: boolean): BrokenDownTime => {
  const date = new Date(Math.floor(seconds) * 1000)
  const offsetMinutes = utc ? 0 : -date.getTimezoneOffset()
  const local = new Date(date.getTime() + offsetMinutes * 60_000)
  const year = local.getUTCFullYear()
  const month = local.getUTCMonth() + 1
  const day = local.getUTCDate()
  const [standard] = zoneOffsets(year)
  return {
    year, month, day,
    hour: local.getUTCHours(), min: local.getUTCMinutes(), sec: local.getUTCSeconds(),
    wday: local.getUTCDay() + 1, yday: yearDay(year, month, day),
    isdst: !utc && offsetMinutes > standard,
    utc, offsetMinutes, epoch: Math.floor(seconds),
  }
}

const pad = (n: number, width = 2, fill = '0'): string => String(n).padStart(width, fill)

/** ISO 8601 week and the year it belongs to. */
const isoWeek = (t: BrokenDownTime): readonly [year: number, week: number] => {
  const weekday = (t.wday + 5) % 7
  const thursday = new Date(Date.UTC(t.year, t.month - 1, t.day - weekday + 3))
  const year = thursday.getUTCFullYear()
  return [year, Math.floor((yearDay(year, thursday.getUTCMonth() + 1, thursday.getUTCDate()) - 1) / 7) + 1]
}

const zone = (t: BrokenDownTime): string => {
  const minutes = Math.abs(t.offsetMinutes)
  return `${t.offsetMinutes < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60))}${pad(minutes % 60)}`
}

/** Name of the time zone where Node.js knows one (UTC, CET, EST), else its offset, as C has it for zones without. */
const zoneName = (t: BrokenDownTime): string => {
  if (t.utc) return 'GMT'
  for (const locale of ['en-GB', 'en-US']) {
    const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }).formatToParts(t.epoch * 1000)
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value
    if (name !== undefined && /^[A-Z]+$/.test(name)) return name
  }
  return zone(t)
}

const hour12 = (t: BrokenDownTime): number => t.hour % 12 || 12

/** What each letter after `%` stands for, in the C locale. */
const conversions: Readonly<Record<string, (t: BrokenDownTime) => string>> = {
  a: (t) => days[t.wday - 1]!.slice(0, 3),
  A: (t) => days[t.wday - 1]!,
  b: (t) => months[t.month - 1]!.slice(0, 3),
  B: (t) => months[t.month - 1]!,
  c: (t) => `${days[t.wday - 1]!.slice(0, 3)} ${months[t.month - 1]!.slice(0, 3)} ${pad(t.day, 2, ' ')} ${clock(t)} ${t.year}`,
  C: (t) => pad(Math.floor(t.year / 100)),
  d: (t) => pad(t.day),
  D: (t) => `${pad(t.month)}/${pad(t.day)}/${pad(t.year % 100)}`,
  e: (t) => pad(t.day, 2, ' '),
  F: (t) => `${t.year}-${pad(t.month)}-${pad(t.day)}`,
  g: (t) => pad(isoWeek(t)[0] % 100),
  G: (t) => String(isoWeek(t)[0]),
  h: (t) => months[t.month - 1]!.slice(0, 3),
  H: (t) => pad(t.hour),
  I: (t) => pad(hour12(t)),
  j: (t) => pad(t.yday, 3),
  m: (t) => pad(t.month),
  M: (t) => pad(t.min),
  n: () => '\n',
  p: (t) => (t.hour < 12 ? 'AM' : 'PM'),
  r: (t) => `${pad(hour12(t))}:${pad(t.min)}:${pad(t.sec)} ${t.hour < 12 ? 'AM' : 'PM'}`,
  R: (t) => `${pad(t.hour)}:${pad(t.min)}`,
  s: (t) => String(t.epoch),
  S: (t) => pad(t.sec),
  t: () => '\t',
  T: (t) => clock(t),
  u: (t) => String(t.wday === 1 ? 7 : t.wday - 1),
  U: (t) => pad(Math.floor((t.yday - t.wday + 7) / 7)),
  V: (t) => pad(isoWeek(t)[1]),
  w: (t) => String(t.wday - 1),
  W: (t) => pad(Math.floor((t.yday - ((t.wday + 5) % 7) + 6) / 7)),
  x: (t) => `${pad(t.month)}/${pad(t.day)}/${pad(t.year % 100)}`,
  X: (t) => clock(t),
  y: (t) => pad(t.year % 100),
  Y: (t) => String(t.year),
  z: zone,
  Z: zoneName,
  '%': () => '%',
}

/** The letters that C99 lets follow `%E` and `%O`; in the C locale they mean what they mean alone. */
const modified: Readonly<Record<string, string>> = { E: 'cCxXyY', O: 'deHImMSuUVwWy' }

const clock = (t: BrokenDownTime): string => `${pad(t.hour)}:${pad(t.min)}:${pad(t.sec)}`

/**
 * Formats as C's `strftime` does in the C locale.
 * @throws RangeError for a conversion that C does not have
 */
export const formatDate = (format: string, time: BrokenDownTime): string =>
  format.replace(/%([EO]?)(.?)/gsu, (whole, modifier: string, letter: string) => {
    const known = modifier === '' || modified[modifier]!.includes(letter)
    const conversion = known && letter !== '' && Object.hasOwn(conversions, letter) ? conversions[letter] : undefined
    if (!conversion) throw new RangeError(`invalid conversion specifier '${whole}'`)
    return conversion(time)
  })
