import t from 'tap'
import { isoTime, parseIsoTime } from '../../template/lua-ts/modules/iso-time.ts'

t.test('isoTime() writes UTC, milliseconds where there are any', async (t) => {
  t.equal(isoTime(0), '1970-01-01T00:00:00Z')
  t.equal(isoTime(1_795_392_000.123), '2026-11-23T00:00:00.123Z')
  t.equal(isoTime(-1), '1969-12-31T23:59:59Z')
  t.equal(isoTime(-62_167_219_200), '0000-01-01T00:00:00Z')
  t.same([Number.NaN, Infinity, -62_167_219_201, 253_402_300_800].map(isoTime), [undefined, undefined, undefined, undefined])
})

t.test('parseIsoTime() reads the forms of ISO 8601 and RFC 3339', async (t) => {
  const times: Record<string, number | undefined> = {
    '1970-01-01T00:00:00Z': 0,
    '2026-11-23': 1_795_392_000,
    '2026-11-23T01:00:00+01:00': 1_795_392_000,
    '2026-11-23t01:00:00+0100': 1_795_392_000,
    '2026-11-23 01:00+01': 1_795_392_000,
    '2026-11-22T23:30:00.25-00:30': 1_795_392_000.25,
    '2026-11-23T00:00:00,5z': 1_795_392_000.5,
    '2024-02-29T00:00:00Z': 1_709_164_800,
    '2016-12-31T23:59:60Z': 1_483_228_800,
    '0001-01-01': -62_135_596_800,
    '2026-02-29': undefined,
    '2026-13-01': undefined,
    '2026-00-10': undefined,
    '2026-11-23T24:00:00Z': undefined,
    '2026-11-23T00:60:00Z': undefined,
    '2026-11-23Z': undefined,
    '26-11-23': undefined,
    'Mon, 23 Nov 2026': undefined,
    '2026-11-23T00:00:00Z ': undefined,
    '': undefined,
  }
  for (const [text, seconds] of Object.entries(times)) t.equal(parseIsoTime(text), seconds, text)
})
