import { connect } from 'node:net'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { DatabaseError } from './database-error.ts'
import { targetName } from './database-url.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Arrive, Column, Driver, Result, Row, RowStream, Session, Statement } from './driver.ts'
import { postgresError } from './postgres-error.ts'
import { isFloatType, postgresTypes } from './postgres-types.ts'
import { ArrivedPieces, PieceSize } from './row-pieces.ts'
import { tlsOptions } from './tls-options.ts'

/** Most rows that a stream asks the server for at a time. */
const mostRowsPerPiece = 500
/** How long a server may take to be told that a statement is given up. */
const cancelTimeoutMs = 2000
/** Protocol: a CancelRequest is its own length, this number, and the two that the server gave the connection. */
const cancelRequestCode = 80877102

/** What every connection is set to, so that values read the same whatever the server's settings are. */
const sessionSettings = "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET bytea_output = 'hex'; SET extra_float_digits = 1"

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE'])

interface Field {
  readonly name: string
  readonly dataTypeID: number
}

interface Answer {
  readonly fields: readonly Field[]
  readonly rows: readonly Row[]
  readonly rowCount: number | null
  readonly command: string
}

/** PostgreSQL through the package pg. */
export const postgresDriver = (target: DatabaseTarget): Driver => ({
  dialect: 'postgres',
  begin: 'BEGIN',
  interleaves: false,
  idleTimeoutMs: target.idleTimeoutMs,
  poolSize: target.poolSize,
  connect: async () => {
    const { host, port, user, password, database, connectTimeoutMs } = target
    const client = new pg.Client({
      host, port, user, password, database,
      ssl: tlsOptions(target),
      connectionTimeoutMillis: connectTimeoutMs,
      keepAlive: true,
      application_name: 'lua-ts',
    })
    const session = new PostgresSession(client, target)
    await session.open()
    return session
  },
})

class PostgresSession implements Session {
  readonly #client: pg.Client
  readonly #target: DatabaseTarget
  readonly #where: string
  broken = false

  constructor(client: pg.Client, target: DatabaseTarget) {
    this.#client = client
    this.#target = target
    this.#where = targetName(target)
    const lost = () => { this.broken = true }
    client.on('error', lost)
    client.on('end', lost)
  }

  async open(): Promise<void> {
    try {
      await this.#client.connect()
      await this.#client.query(sessionSettings)
    } catch (error) {
      this.close()
      throw postgresError(error, this.#where)
    }
  }

  async run({ sql, verb }: Statement, parameters: Row, arrive?: Arrive): Promise<Result> {
    try {
      const { fields, rows, rowCount, command } = await this.#answer(sql, parameters, arrive)
      if (verb === 'COMMIT' && command === 'ROLLBACK') throw rolledBack()
      return {
        columns: columnsOf(fields),
        rows,
        affectedRows: changing.has(command) ? (rowCount ?? 0) : 0,
        insertId: command === 'INSERT' ? returnedId(fields, rows) : undefined,
      }
    } catch (error) {
      throw this.#seen(postgresError(error, this.#where))
    }
  }

  async stream({ sql }: Statement, parameters: Row): Promise<RowStream> {
    // pg-cursor's types know nothing of a parser for all types.
    const cursor = this.#client.query(new Cursor<Row>(sql, [...parameters], { rowMode: 'array', types: postgresTypes } as object))
    const size = new PieceSize(mostRowsPerPiece)
    const read = (): Promise<{ rows: readonly Row[]; fields: readonly Field[] }> =>
      new Promise((resolve, reject) => {
        cursor.read(size.rows, (error, rows, result) => {
          if (error as Error | undefined) return reject(this.#seen(postgresError(error, this.#where)))
          size.saw(rows)
          resolve({ rows, fields: (result as { fields?: Field[] } | undefined)?.fields ?? [] })
        })
      })
    // The columns come with the first rows.
    const first = await read()
    let ahead: readonly Row[] | undefined = first.rows
    return {
      columns: columnsOf(first.fields),
      next: async () => {
        const rows = ahead ?? (await read()).rows
        ahead = undefined
        return rows
      },
      close: async () => {
        if (!this.broken) await cursor.close().catch(() => { this.broken = true })
      },
    }
  }

  cancel(): void {
    if (this.broken) return
    this.broken = true
    const end = () => this.close()
    // The server takes a cancel request on a connection of its own, unencrypted, without a password.
    const socket = connect({ host: this.#target.host, port: this.#target.port })
    socket.setTimeout(cancelTimeoutMs, () => socket.destroy())
    socket.on('connect', () => socket.end(cancelRequest(this.#client)))
    socket.on('error', () => socket.destroy())
    socket.resume().on('close', end)
  }

  rest(idle: boolean): void {
    // Not in pg's types.
    const client = this.#client as pg.Client & { ref(): void; unref(): void }
    if (idle) client.unref()
    else client.ref()
  }

  close(): void {
    this.broken = true
    // A connection that is lost already says so in its own way; nobody is interested.
    this.#client.end().catch(() => undefined)
  }

  #answer(sql: string, parameters: Row, arrive: Arrive | undefined): Promise<Answer> {
    // Without values pg would send text that may hold several statements, unless it is told not to.
    const config = { text: sql, values: [...parameters], rowMode: 'array', types: postgresTypes, queryMode: 'extended' }
    const query = new pg.Query<Row>(config as pg.QueryConfig)
    const pieces = new ArrivedPieces(arrive)
    query.on('row', (row, result) => {
      pieces.columns ??= columnsOf(result!.fields)
      pieces.add(row as Row)
    })
    return new Promise((resolve, reject) => {
      query.on('error', reject)
      query.on('end', ({ fields, rowCount, command }) => resolve({ fields, rows: pieces.rest, rowCount, command }))
      this.#client.query(query)
    })
  }

  #seen(error: Error): Error {
    if (!(error instanceof DatabaseError) || error.details.kind === 'connection') this.broken = true
    return error
  }
}

const columnsOf = (fields: readonly Field[]): readonly Column[] =>
  fields.map(({ name, dataTypeID }) => ({ name, isFloat: isFloatType(dataTypeID) }))

/** PostgreSQL tells no id by itself; what RETURNING gives under that name is taken for it. */
const returnedId = (fields: readonly Field[], rows: readonly Row[]): number | bigint | undefined => {
  const id = rows.at(-1)?.[fields.findIndex(({ name }) => name === 'id')]
  return typeof id === 'number' || typeof id === 'bigint' ? id : undefined
}

const rolledBack = (): DatabaseError =>
  new DatabaseError('the transaction was rolled back, not committed: a statement in it had failed', { code: '25P02', kind: 'query', sqlstate: '25P02' })

const cancelRequest = (client: pg.Client): Uint8Array => {
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number }
  const bytes = Buffer.alloc(16)
  bytes.writeInt32BE(16, 0)
  bytes.writeInt32BE(cancelRequestCode, 4)
  bytes.writeInt32BE(processID, 8)
  bytes.writeInt32BE(secretKey, 12)
  return bytes
}
