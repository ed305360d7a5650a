const pattern = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d)?)?)?$/

/** Years 0000 to 9999, in seconds since 1970. */
const firstSeconds = -62_167_219_200
const lastSeconds = 253_402_300_800

/** Unix time as ISO 8601 in UTC, with milliseconds when it has a fraction; undefined outside of years 0 to 9999. */
export const isoTime = (seconds: number): string | undefined => {
  if (!(seconds >= firstSeconds && seconds < lastSeconds)) return undefined
  const ms = Number.isInteger(seconds) ? seconds * 1000 : Math.floor(seconds * 1000 + 1e-4)
  const text = new Date(ms).toISOString()
  return Number.isInteger(seconds) ? text.replace('.000Z', 'Z') : text
}

/** Unix time of an ISO 8601 date or time (RFC 3339 and the forms near it); UTC unless it says otherwise. */
export const parseIsoTime = (text: string): number | undefined => {
  const match = pattern.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', , sign, zoneHour = '0', zoneMinute = '0'] = match
  const date = new Date(0)
  // setUTCFullYear, since Date.UTC takes years below 100 for those of the last century.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day))
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined
  // 60 is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60 || Number(zoneHour) > 23 || Number(zoneMinute) > 59) return undefined
  const offset = (sign === '-' ? -1 : 1) * (Number(zoneHour) * 3600 + Number(zoneMinute) * 60)
  const whole = date.getTime() / 1000 + Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset
  return fraction === '' ? whole : whole + Number(`0.${fraction}`)
}
