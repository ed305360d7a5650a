import t from 'tap'
import type { Test } from 'tap'
import { arePacked, unpacked } from '../../../template/lua-ts/lua/packed-rows.ts'
import type { Rows, Session } from '../../../template/lua-ts/modules/database/driver.ts'
import { parseDatabaseUrl } from '../../../template/lua-ts/modules/database/database-url.ts'
import type { MysqlPacket } from '../../../template/lua-ts/modules/database/mysql-packed.ts'
import { MysqlPacking } from '../../../template/lua-ts/modules/database/mysql-packing.ts'
import { mysqlDriver } from '../../../template/lua-ts/modules/database/mysql-session.ts'
import { databaseServer } from '../../support/database-server.ts'

const integer = { name: 'n', columnType: 1, flags: 0, encoding: 'binary' }
const date = { ...integer, columnType: 10 }

/** A packet of bytes that stand in memory of their own. */
const packet = (bytes: readonly number[], sequenceId: number, numPackets = 1): MysqlPacket => {
  const buffer = Buffer.from([9, 9, 9, 9, ...bytes])
  return { buffer, offset: 4, end: buffer.length, sequenceId: sequenceId % 256, numPackets }
}

const row = (n: number, sequenceId: number, numPackets = 1) => packet([0, 0, n], sequenceId, numPackets)
const end = (sequenceId: number) => packet([0xfe, 0, 0, 2, 0], sequenceId)

const numbers = (rows: Rows) => unpacked(rows as never).map(([n]) => n)

class StandIn {
  built = 0
  on() { return this }
  emit() { return true }
  buildParserFromFields(): unknown {
    this.built++
    return class { readonly usual = true }
  }
}

/** A statement whose columns have come, on a connection that expects packet 3. */
const begun = (fields = [integer], parser = true) => {
  const command = new StandIn()
  const pieces: Rows[] = []
  const seen: MysqlPacket[] = []
  const usual = (given: MysqlPacket) => { seen.push(given) }
  const connection = { sequenceId: 3, ...(parser ? { packetParser: { onPacket: usual } } : {}) }
  const packing = new MysqlPacking(command, (_, rows) => pieces.push(rows))
  const Parser = command.buildParserFromFields.call(command, ...([fields, connection] as unknown as [])) as new () => { next?: (given: MysqlPacket) => unknown }
  const receive = (given: MysqlPacket) => connection.packetParser!.onPacket(given)
  return { command, packing, pieces, seen, usual, connection, parser: new Parser(), receive }
}

t.test('MysqlPacking takes rows before the driver sees them, and nothing else', async (t) => {
  for (const count of [0, 1, 300, 600]) {
    const { command, packing, pieces, seen, usual, connection, receive } = begun()
    for (let i = 0; i < count; i++) receive(row(i % 100, 3 + i))
    t.same(seen, [], 'no row reaches the driver')
    const last = end(3 + count)
    receive(last)
    t.same(seen, [last])
    t.equal(connection.sequenceId, last.sequenceId, `the number of the packet after ${count} rows`)
    t.equal(connection.packetParser!.onPacket, usual)
    t.same([...pieces, packing.rest()!].flatMap(numbers), Array.from({ length: count }, (_, i) => i % 100))
    t.equal(command.built, 0)
  }
})

t.test('MysqlPacking counts all packets of a long row', async (t) => {
  for (const [at, parts] of [[3, 2], [254, 2], [255, 3]] as const) {
    const { seen, connection, receive } = begun()
    for (let i = 3; i < at; i++) receive(row(1, i))
    receive(row(5, at, parts))
    receive(packet([0xff, 1, 2], at + parts))
    t.equal(connection.sequenceId, (at + parts) % 256)
    t.equal(seen.length, 1, 'an error is the driver’s too')
  }
})

t.test('MysqlPacking leaves columns to the driver that it can not read', async (t) => {
  const { command, packing, parser, usual, connection } = begun([integer, date])
  t.same([command.built, parser], [1, { usual: true }])
  t.equal(connection.packetParser!.onPacket, usual)
  t.equal(packing.rest(), undefined)
})

t.test('MysqlPacking works as the driver’s parser where it can not take packets', async (t) => {
  const { packing, pieces, parser, connection } = begun([integer], false)
  for (const n of [1, 2, 3]) t.equal(parser.next!(row(n, n)), undefined)
  t.same([...pieces, packing.rest()!].flatMap(numbers), [1, 2, 3])
  t.equal(connection.sequenceId, 3)
  const other = new MysqlPacking({ on: () => undefined, emit: () => undefined }, () => {})
  t.equal(other.rest(), undefined, 'a command that builds no parsers')
})

/** Runs a SELECT whose rows stay packed and gives all of them, or the error. */
const select = async (session: Session, sql: string) => {
  const pieces: Rows[] = []
  const { rows } = await session.run({ sql, order: undefined, parameters: 0, verb: 'SELECT' }, [], (_, piece) => pieces.push(piece))
  return [...pieces, rows].flatMap((piece) => {
    if (!arePacked(piece) && piece.length > 0) throw new Error('Rows were read by the driver')
    return arePacked(piece) ? unpacked(piece) : []
  })
}

const sessionOf = async (t: Test, url: string): Promise<Session> => {
  const session = (await mysqlDriver(parseDatabaseUrl(url)).connect()) as Session
  t.teardown(() => session.close())
  return session
}

t.test('MysqlPacking takes what a server sends', async (t) => {
  const server = await databaseServer(t, 'mysql')
  if (!server) return
  const admin = await sessionOf(t, server.url)
  await admin.run({ sql: 'SET GLOBAL max_allowed_packet = 64 * 1024 * 1024', order: undefined, parameters: 0, verb: 'SET' }, [])
  const session = await sessionOf(t, server.url)
  // mysql2 says so there when a packet has not the number that it expects.
  const complaints = t.capture(console, 'error')
  const works = async () => t.same((await select(session, 'SELECT 1 AS n, 2 AS m')), [[1, 2]], 'the connection still works')

  for (const count of [0, 1, 251, 252, 253, 254, 300, 5000]) {
    const rows = await select(session, `SELECT seq, CONCAT('text ', seq) AS t FROM seq_1_to_10000 WHERE seq <= ${count} ORDER BY seq`)
    t.same(rows.map(([n, text]) => `${n} ${Buffer.from(text as Uint8Array).toString()}`), Array.from({ length: count }, (_, i) => `${i + 1} text ${i + 1}`), `${count} rows`)
  }
  await works()

  const bytes = 17 * 1024 * 1024
  const long = await select(session, `SELECT seq, REPEAT('x', IF(seq = 2, ${bytes}, seq)) AS t FROM seq_1_to_3 ORDER BY seq`)
  t.same(long.map(([n, text]) => [n, (text as Uint8Array).length]), [[1, 1], [2, bytes], [3, 3]], 'a row of two packets')
  t.ok((long[1]![1] as Uint8Array).every((byte) => byte === 120))
  await works()

  await t.rejects(select(session, 'SELECT seq, (SELECT 1 FROM seq_1_to_2 WHERE seq_1_to_2.seq <= IF(s.seq < 2000, 1, 2)) AS one FROM seq_1_to_3000 s'), { message: /more than 1 row/i }, 'an error behind rows')
  await works()

  const [[id]] = await select(session, 'SELECT CONNECTION_ID() AS id') as [[number]]
  const endless = select(session, 'SELECT seq, SLEEP(IF(seq = 2000, 20, 0)) AS s, REPEAT("y", 100) AS t FROM seq_1_to_3000')
  const killed = t.rejects(endless, { message: /interrupted/i }, 'a statement that is ended')
  await new Promise((resolve) => setTimeout(resolve, 300))
  await admin.run({ sql: `KILL QUERY ${id}`, order: undefined, parameters: 0, verb: 'KILL' }, [])
  await killed
  await works()
  t.same(complaints(), [])
})

t.test('MysqlPacking gives a connection up whose rows nobody can take', async (t) => {
  const server = await databaseServer(t, 'mysql')
  if (!server) return
  const session: Session = await mysqlDriver(parseDatabaseUrl(server.url)).connect()
  t.teardown(() => session.close())
  const full = () => { throw new Error('not enough memory') }
  const thousand = 'SELECT 1 AS n FROM seq_1_to_1000'
  await t.rejects(async () => await session.run({ sql: thousand, order: undefined, parameters: 0, verb: 'SELECT' }, [], full), { message: /not enough memory/ })
  t.equal(session.broken, true)
})
