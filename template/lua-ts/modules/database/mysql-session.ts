import mysql from 'mysql2'
import type { Connection, ConnectionOptions } from 'mysql2'
import { arePacked } from '../../lua/packed-rows.ts'
import { DatabaseError } from './database-error.ts'
import { targetName } from './database-url.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Arrive, Driver, Result, Row, RowStream, Session, SqlValue, Statement } from './driver.ts'
import { isUnpreparable, mysqlError } from './mysql-error.ts'
import { mysqlAnswer } from './mysql-answer.ts'
import type { MysqlAnswer } from './mysql-answer.ts'
import { mysqlStream } from './mysql-stream.ts'
import type { MysqlCommand } from './mysql-stream.ts'
import { tlsOptions } from './tls-options.ts'

/** Statements that a connection keeps prepared; a server allows about 16,000 for all of its connections. */
const keptStatements = 100

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE'])
const inserting = new Set(['INSERT', 'REPLACE'])
/** What gives rows and nothing else. */
const packing = new Set(['SELECT', 'VALUES', 'TABLE'])

/** MySQL and MariaDB through the package mysql2. */
export const mysqlDriver = (target: DatabaseTarget): Driver => ({
  dialect: 'mysql',
  begin: 'START TRANSACTION',
  interleaves: false,
  idleTimeoutMs: target.idleTimeoutMs,
  poolSize: target.poolSize,
  connect: async () => {
    const session = new MysqlSession(target)
    await session.open()
    return session
  },
})

const connectionOptions = (target: DatabaseTarget): ConnectionOptions => {
  const { host, port, user, password, database, connectTimeoutMs } = target
  const tls = tlsOptions(target)
  return {
    host, port, user, password, database,
    // Without verifyIdentity mysql2 takes a certificate that was made for another host.
    ...(tls ? { ssl: { ...tls, verifyIdentity: tls.rejectUnauthorized } } : {}),
    connectTimeout: connectTimeoutMs,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    jsonStrings: true,
    rowsAsArray: true,
    maxPreparedStatements: keptStatements,
    // A server must not be able to ask for files of this machine.
    flags: ['-LOCAL_FILES'],
  }
}

const connected = (target: DatabaseTarget): Connection => {
  const connection = mysql.createConnection(connectionOptions(target))
  // Node.js compares a certificate with this name where there is no other; mysql2 gives none when the host is an address.
  Object.assign((connection as unknown as { stream: object }).stream, { _host: target.host })
  return connection
}

class MysqlSession implements Session {
  readonly #target: DatabaseTarget
  readonly #where: string
  readonly #connection: Connection
  /** The command that was given last: mysql2 tells the loss of a connection to none that waits for events. */
  #command: MysqlCommand | undefined
  broken = false

  constructor(target: DatabaseTarget) {
    this.#target = target
    this.#where = targetName(target)
    this.#connection = connected(target)
    this.#connection.on('error', (error) => this.#lost(error))
    this.#connection.on('end', () => this.#lost(connectionLost()))
  }

  async open(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#connection.connect((error) => (error ? reject(error) : resolve()))
      })
      await mysqlAnswer(this.#given('query', "SET time_zone = '+00:00'", []), undefined)
    } catch (error) {
      this.#connection.destroy()
      throw mysqlError(error, this.#where)
    }
  }

  async run({ sql, verb }: Statement, parameters: Row, arrive?: Arrive): Promise<Result> {
    try {
      return resultOf(await this.#prepared(sql, parameters, arrive, packing.has(verb)), verb)
    } catch (error) {
      throw this.#seen(error)
    }
  }

  async stream({ sql }: Statement, parameters: Row): Promise<RowStream> {
    return await mysqlStream(this.#given('execute', sql, parameters), {
      failed: (error) => this.#seen(error),
      interrupt: () => this.#interrupt(),
      pause: () => this.#connection.pause(),
      resume: () => this.#connection.resume(),
    })
  }

  cancel(): void {
    if (this.broken) return
    this.broken = true
    void this.#kill().then(() => this.close())
  }

  rest(idle: boolean): void {
    const { stream } = this.#connection as unknown as { stream: { ref(): void; unref(): void } }
    if (idle) stream.unref()
    else stream.ref()
  }

  close(): void {
    this.broken = true
    this.#connection.destroy()
  }

  /** Ends what is running without losing the connection. */
  async #interrupt(): Promise<void> {
    if (this.broken) return
    if (!(await this.#kill())) return this.close()
    // It may have struck after the end of what it was for; then it is this that it ends.
    await mysqlAnswer(this.#given('query', 'DO 0', []), undefined).catch(() => undefined)
  }

  /** Tells the server, on another connection, to give up the statement. False when it could not be told. */
  #kill(): Promise<boolean> {
    return new Promise((resolve) => {
      const other = connected(this.#target)
      const end = (told: boolean) => {
        other.destroy()
        resolve(told)
      }
      other.on('error', () => end(false))
      other.query(`KILL QUERY ${this.#connection.threadId}`, (error: unknown) => end(!error))
    })
  }

  /** Some statements can't be prepared; those that take no values can be sent as they are. */
  async #prepared(sql: string, parameters: Row, arrive: Arrive | undefined, packs: boolean): Promise<MysqlAnswer> {
    try {
      return await mysqlAnswer(this.#given('execute', sql, parameters), arrive, packs)
    } catch (error) {
      if (parameters.length > 0 || !isUnpreparable(error)) throw error
      return await mysqlAnswer(this.#given('query', sql, []), arrive)
    }
  }

  #given(how: 'execute' | 'query', sql: string, parameters: Row): MysqlCommand {
    return (this.#command = this.#connection[how]({ sql, values: parameters.map(toMysql) }) as unknown as MysqlCommand)
  }

  #lost(error: unknown): void {
    this.broken = true
    this.#command?.emit('error', error)
    this.#command = undefined
  }

  #seen(error: unknown): Error {
    const seen = mysqlError(error, this.#where)
    if (!(seen instanceof DatabaseError) || seen.details.kind === 'connection') this.broken = true
    return seen
  }
}

const connectionLost = (): Error => Object.assign(new Error('Connection lost: the server closed it'), { code: 'PROTOCOL_CONNECTION_LOST' })

/** Integers go with their type: a text is compared with a number as a float. */
const toMysql = (value: SqlValue): never => (typeof value === 'bigint' ? mysql.TypedParameter.BIGINT(value) : value) as never

const resultOf = ({ columns, rows, count, affectedRows, insertId }: MysqlAnswer, verb: string): Result => {
  if (columns.length === 0) {
    return {
      columns,
      rows,
      affectedRows: changing.has(verb) ? affectedRows : 0,
      insertId: inserting.has(verb) && Number(insertId) !== 0 ? BigInt(insertId) : undefined,
    }
  }
  // RETURNING gives a row for each one that was changed.
  const id = inserting.has(verb) && !arePacked(rows) ? rows.at(-1)?.[columns.findIndex(({ name }) => name === 'id')] : undefined
  return {
    columns,
    rows,
    affectedRows: changing.has(verb) ? count : 0,
    insertId: typeof id === 'number' || typeof id === 'bigint' ? id : undefined,
  }
}
