import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import t from 'tap'
import { breakDown, formatDate } from '../../template/lua-ts/lua/date-format.ts'
import { engines } from '../support/lua-function.ts'
import { realReports } from '../support/real-lua.ts'
import { missingPart } from '../support/missing-part.ts'

t.test('breakDown() counts days and weeks as C does', async (t) => {
  t.same(breakDown(0, true), {
    year: 1970, month: 1, day: 1, hour: 0, min: 0, sec: 0, wday: 5, yday: 1, isdst: false, utc: true, offsetMinutes: 0, epoch: 0,
  })
  t.match(breakDown(-1, true), { year: 1969, month: 12, day: 31, hour: 23, min: 59, sec: 59, yday: 365 })
  t.match(breakDown(951_782_400, true), { year: 2000, month: 2, day: 29, wday: 3, yday: 60 })
  t.equal(breakDown(1.9, true).sec, 1, 'fractions are cut')
})

t.test('formatDate() refuses conversions that C has not, by name', async (t) => {
  const time = breakDown(0, true)
  t.equal(formatDate('%Y-%m-%dT%H:%M:%SZ 100%%', time), '1970-01-01T00:00:00Z 100%')
  t.equal(formatDate('äöü %Ey %Od', time), 'äöü 70 01')
  t.equal(formatDate('%s', breakDown(1_700_000_000, true)), '1700000000', 'beyond C99, as in most C libraries')
  t.throws(() => formatDate('%Q', time), new RangeError("invalid conversion specifier '%Q'"))
  t.throws(() => formatDate('%', time), new RangeError("invalid conversion specifier '%'"))
  t.throws(() => formatDate('%Ea', time), new RangeError("invalid conversion specifier '%Ea'"))
})

const letters = 'aAbBcCdDeFgGhHIjmMnprRStTuUVwWxXyYz%'
const moments = [
  0, 1, -1, 86_399, 951_782_400, 1_000_000_000, 1_230_768_000, 1_262_217_600, 1_325_376_000, 1_483_228_799,
  // The hours around Berlin's changes of clock in 2024, and New Year's Eves of every kind of week.
  1_711_846_799, 1_711_846_800, 1_729_990_799, 1_729_990_800, 1_729_994_400,
  1_420_066_800, 1_451_602_800, 1_483_225_200, 1_514_761_200, 1_546_297_200, 1_577_833_200, 1_609_455_600, 1_640_991_600,
  1_720_000_000, 2_147_483_647, 2_147_483_648, 4_102_444_800,
]
const formats = [...letters].map((letter) => `%${letter}`)
const dates = moments.flatMap((moment) => ['', '!'].map((utc) => `return os.date("${utc}${formats.join('|')}", ${moment})`))
// Real Lua can't tell the last second of 1969 from an error.
const tables = moments.filter((moment) => moment !== -1).map((moment) => `local d = os.date("*t", ${moment}) return d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst, os.time(d) == ${moment} or os.time(d)`)

const given = [
  '2024, month = 10, day = 27, hour = 2, min = 30, isdst = true', '2024, month = 10, day = 27, hour = 2, min = 30, isdst = false',
  '2024, month = 3, day = 31, hour = 3, min = 30, isdst = false', '2024, month = 3, day = 31, hour = 1, min = 30, isdst = true',
  '2024, month = 1, day = 1, isdst = true', '2024, month = 7, day = 1, isdst = false', '2024, month = 7, day = 1, isdst = true',
  '2024, month = 14, day = -3, hour = 49, min = -90, sec = 1e3', '2023, month = 2, day = 29', '2000, month = 0, day = 0',
].map((fields) => `local d = { year = ${fields} } local s = os.time(d) return s, d.year, d.month, d.day, d.hour, d.min, d.sec, d.wday, d.yday, d.isdst`)

// Node.js knows the abbreviations of some zones only.
const named = ['UTC', 'Europe/Berlin', 'America/New_York']
const names = moments.filter((moment) => moment > 1e8).flatMap((moment) => ['', '!'].map((utc) => `return os.date("${utc}%Z", ${moment})`))

/** What a program of its own, which starts in that time zone, reports of each source. */
const reportsIn = async (zone: string, engine: string, sources: readonly string[]): Promise<string[]> => {
  const program = join(import.meta.dirname, '../support/print-reports.ts')
  const child = spawn(process.execPath, [program, engine], { env: { ...process.env, TZ: zone }, stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(sources))
  const [output] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return JSON.parse(output) as string[]
}

for (const engine of engines) {
  for (const zone of [...named, 'America/St_Johns', 'Asia/Kolkata']) {
    t.test(`formatDate() writes what real Lua does in ${zone} on ${engine}`, async (t) => {
      const sources = [...dates, ...tables, ...(/UTC|Kolkata/.test(zone) ? [] : given), ...(named.includes(zone) ? names : [])]
      const wanted = realReports(engine, sources, { ...process.env, TZ: zone })
      if (!wanted) return missingPart(t, 'real Lua', 'apt-get install lua5.3 lua5.4')
      const found = await reportsIn(zone, engine, sources)
      sources.forEach((source, i) => t.equal(found[i], wanted[i], source))
    })
  }
}
