import t from 'tap'
import { arePacked, unpacked } from '../../../template/lua-ts/lua/packed-rows.ts'
import type { PackedRows } from '../../../template/lua-ts/lua/packed-rows.ts'
import type { Rows, Session, Statement } from '../../../template/lua-ts/modules/database/driver.ts'
import { PackedPieces, packedKinds } from '../../../template/lua-ts/modules/database/mysql-packed.ts'
import { mysqlDriver } from '../../../template/lua-ts/modules/database/mysql-session.ts'
import { parseDatabaseUrl } from '../../../template/lua-ts/modules/database/database-url.ts'
import { databaseServer } from '../../support/database-server.ts'

const field = (columnType: number, flags = 0, encoding = 'utf8') => ({ name: 'c', columnType, flags, encoding })

t.test('packedKinds() knows the types that need no driver', async (t) => {
  t.ok(packedKinds([1, 2, 3, 4, 5, 8, 9, 13, 15, 246, 252, 253, 254].map((type) => field(type))))
  for (const type of [7, 10, 11, 12, 14, 242, 255, 99]) t.equal(packedKinds([field(3), field(type)]), undefined, `type ${type}`)
  t.equal(packedKinds([field(253, 0, 'latin1')]), undefined, 'text in another character set')
  t.not(packedKinds([field(8)])![0], packedKinds([field(8, 32)])![0], 'with and without a sign')
  t.equal(packedKinds([field(5, 32)])![0], packedKinds([field(5)])![0], 'a float has no such difference')
})

/** A row of one integer of a byte and one text. */
const row = (n: number, text: string): Buffer => Buffer.concat([Buffer.from([0, 0, n, Buffer.byteLength(text)]), Buffer.from(text)])

/** Packets of rows that stand one after the other in memory. */
const packets = (rows: readonly Buffer[]) => {
  const heads = rows.map((bytes) => Buffer.concat([Buffer.from('head'), bytes]))
  const buffer = Buffer.concat(heads)
  let end = 0
  return heads.map((bytes) => {
    const offset = end + 4
    end += bytes.length
    return { buffer, offset, end, sequenceId: 0, numPackets: 1 }
  })
}

const valuesOf = (rows: Rows) => unpacked(rows as PackedRows).map(([n, text]) => [n, Buffer.from(text as Uint8Array).toString()])

t.test('PackedPieces hands over pieces that stand in the same memory', async (t) => {
  const given: Rows[] = []
  const pieces = new PackedPieces([], packedKinds([field(1), field(253)])!, (_, rows) => given.push(rows))
  t.same(pieces.rest(), [], 'nothing has come')
  const rows = Array.from({ length: 300 }, (_, i) => [i % 100, `text ${i}`] as const)
  for (const part of [rows.slice(0, 40), rows.slice(40, 41), rows.slice(41)]) {
    for (const packet of packets(part.map(([n, text]) => row(n, text)))) pieces.next(packet)
  }
  t.same(given.map(({ length }) => length), [40, 1, 128, 128])
  t.same([...given, pieces.rest()].flatMap(valuesOf), rows)
  t.same(pieces.rest(), [], 'they are taken once')
})

t.test('PackedPieces keeps pieces of long rows short', async (t) => {
  const given: Rows[] = []
  const pieces = new PackedPieces([], packedKinds([field(1), field(253)])!, (_, rows) => given.push(rows))
  for (const packet of packets(Array.from({ length: 200 }, (_, i) => row(i % 100, 'x'.repeat(250))))) pieces.next(packet)
  t.ok(given.length > 5 && given.every((rows) => rows.length < 40), `${given.length} pieces`)
})

const columns: Readonly<Record<string, readonly [type: string, values: readonly string[], expected: readonly unknown[]]>> = {
  tiny: ['TINYINT', ['-128', '127'], [-128, 127]],
  utiny: ['TINYINT UNSIGNED', ['0', '255'], [0, 255]],
  small: ['SMALLINT', ['-32768', '32767'], [-32768, 32767]],
  usmall: ['SMALLINT UNSIGNED', ['0', '65535'], [0, 65535]],
  medium: ['MEDIUMINT', ['-8388608', '8388607'], [-8388608, 8388607]],
  umedium: ['MEDIUMINT UNSIGNED', ['0', '16777215'], [0, 16777215]],
  normal: ['INT', ['-2147483648', '2147483647'], [-2147483648, 2147483647]],
  unormal: ['INT UNSIGNED', ['0', '4294967295'], [0, 4294967295]],
  big: ['BIGINT', ['-9223372036854775808', '9007199254740991'], [-(2n ** 63n), 2 ** 53 - 1]],
  ubig: ['BIGINT UNSIGNED', ['0', '18446744073709551615'], [0, 2n ** 64n - 1n]],
  year: ['YEAR', ['1999', '2026'], [1999, 2026]],
  real: ['FLOAT', ['0.5', '-2'], [0.5, -2]],
  wide: ['DOUBLE', ['0.1', '1e300'], [0.1, 1e300]],
  price: ['DECIMAL(30, 4)', ['0.1', '-12345678901234567890.5'], ['0.1000', '-12345678901234567890.5000']],
  short: ['VARCHAR(60) CHARACTER SET utf8mb4', ["''", "'naïve ☃ 𝄞'"], ['', 'naïve ☃ 𝄞']],
  latin: ['VARCHAR(60) CHARACTER SET latin1', ["'é'", "'x'"], ['é', 'x']],
  long: ['LONGTEXT', ["REPEAT('é', 300)", "REPEAT('y', 70000)"], ['é'.repeat(300), 'y'.repeat(70000)]],
  bytes: ['BLOB', ["X'00FF10'", "''"], ['\u0000\u00ff\u0010', '']],
  bits: ['BIT(12)', ["b'000000000001'", "b'111111111111'"], ['\u0000\u0001', '\u000f\u00ff']],
  choice: ["ENUM('one', 'two')", ["'one'", "'two'"], ['one', 'two']],
  many: ["SET('one', 'two')", ["'one,two'", "''"], ['one,two', '']],
  doc: ['JSON', [`'{"a":[1,"é"]}'`, "'[]'"], ['{"a":[1,"é"]}', '[]']],
}

const binary = new Set(['bytes', 'bits'])

t.test('rows of MySQL say the same packed and read by the driver', async (t) => {
  const server = await databaseServer(t, 'mysql')
  if (!server) return
  const session = (await mysqlDriver(parseDatabaseUrl(server.url)).connect()) as Session
  t.teardown(() => session.close())
  const run = (sql: string, arrive?: () => void) => {
    const statement: Statement = { sql, order: undefined, parameters: 0, verb: sql.split(' ')[0]! }
    return session.run(statement, [], arrive)
  }
  const names = Object.keys(columns)
  await run(`CREATE TABLE kinds (n INT, ${names.map((name) => `\`${name}\` ${columns[name]![0]}`).join(', ')})`)
  for (const i of [0, 1]) await run(`INSERT INTO kinds VALUES (${i}, ${names.map((name) => columns[name]![1][i]).join(', ')})`)
  await run(`INSERT INTO kinds (n) VALUES (2)`)
  const sql = `SELECT ${names.map((name) => `\`${name}\``).join(', ')} FROM kinds ORDER BY n`
  const byDriver = (await run(sql)).rows as readonly unknown[][]
  t.notOk(arePacked(byDriver as never))
  // Pieces: the long text stands in memory of its own.
  const pieces: Rows[] = []
  const { rows } = await session.run({ sql, order: undefined, parameters: 0, verb: 'SELECT' }, [], (_, piece) => pieces.push(piece))
  const found = [...pieces, rows].flatMap((piece) => unpacked(piece as PackedRows))
  const text = (value: unknown, name: string) => (value instanceof Uint8Array ? Buffer.from(value).toString(binary.has(name) ? 'latin1' : 'utf8') : value)
  for (const [k, name] of names.entries()) {
    const expected = [...columns[name]![2], null]
    t.same(found.map((row) => text(row[k], name)), expected, `${name}, packed`)
    t.same(byDriver.map((row) => text(row[k], name)), expected, `${name}, by the driver`)
  }
  const dates = await run("SELECT CAST('2026-11-23' AS DATE) AS d, 1 AS n", () => {})
  t.same(dates.rows, [['2026-11-23', 1]], 'a date is the driver’s')
})
