import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { Rewindable, TestingHost } from '../module-host.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Column, Driver, Result, Row, RowStream, Session, SqlValue, Statement } from './driver.ts'
import { pieceBytes, rowBytes } from './row-pieces.ts'
import { sqliteError } from './sqlite-error.ts'

/** Compiled statements that a connection keeps. */
const keptStatements = 200
/** Most rows that a stream takes from SQLite at a time. */
const rowsPerPiece = 200

const changing = new Set(['INSERT', 'UPDATE', 'DELETE', 'REPLACE'])
const inserting = new Set(['INSERT', 'REPLACE'])
const nothing: Result = { columns: [], rows: [], affectedRows: 0, insertId: undefined }

interface Compiled {
  readonly statement: StatementSync
  readonly columns: readonly Column[]
}

/**
 * SQLite within this process, through node:sqlite. A statement blocks the process while it runs. In memory there is one
 * connection, which a transaction has for itself; a file is opened once for each piece of work that overlaps, in WAL
 * mode, so that readers don't wait for a writer.
 */
export const sqliteDriver = (target: DatabaseTarget, testing?: TestingHost): Driver => {
  const inMemory = target.file === ':memory:' || target.file === ''
  return {
    dialect: 'sqlite',
    // Taking the lock for writing at once avoids the deadlock of two readers that both want to write.
    begin: 'BEGIN IMMEDIATE',
    interleaves: true,
    // What is in memory ends with its connection, and an idle file costs nothing.
    idleTimeoutMs: Infinity,
    poolSize: inMemory ? 1 : target.poolSize,
    connect: () => {
      const session = new SqliteSession(target.file, inMemory)
      if (inMemory) testing?.keeps(session)
      return session
    },
  }
}

class SqliteSession implements Session, Rewindable {
  readonly #database: DatabaseSync
  readonly #inMemory: boolean
  readonly #compiled = new Map<string, Compiled>()
  broken = false

  constructor(file: string, inMemory: boolean) {
    this.#inMemory = inMemory
    try {
      // No waiting for locks in here, since it would stop every request: a busy database is tried again later.
      this.#database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true })
      if (!inMemory) this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    } catch (error) {
      throw sqliteError(error)
    }
  }

  run({ sql, verb }: Statement, parameters: Row): Result {
    // After some errors, such as a full disk, SQLite has rolled back by itself.
    if (sql === 'ROLLBACK' && !this.#database.isTransaction) return nothing
    try {
      const { statement, columns } = this.#compile(sql)
      const values = parameters.map(toSqlite)
      if (columns.length > 0) return this.#rows(statement, columns, values, verb)
      const { changes, lastInsertRowid } = statement.run(...values)
      return {
        columns,
        rows: [],
        // SQLite counts the last change whatever came after it.
        affectedRows: changing.has(verb) ? Number(changes) : 0,
        insertId: inserting.has(verb) && Number(changes) > 0 ? lastInsertRowid : undefined,
      }
    } catch (error) {
      throw sqliteError(error)
    }
  }

  stream({ sql }: Statement, parameters: Row): RowStream {
    try {
      const compiled = this.#compile(sql)
      const values = parameters.map(toSqlite)
      // In memory others work on the same connection and would change what is still to be read.
      if (this.#inMemory) return wholeStream(compiled.columns, rowsOf(compiled.statement, values))
      // What is being read can't be started again by another: it is this stream's own.
      this.#compiled.delete(sql)
      return iteratedStream(compiled.columns, compiled.statement, values)
    } catch (error) {
      throw sqliteError(error)
    }
  }

  cancel(): void { /* A statement has ended by the time that anyone could ask. */ }

  rest(): void { /* It holds no socket. */ }

  close(): void {
    this.broken = true
    this.#compiled.clear()
    this.#database.close()
  }

  remember(): () => void {
    const contents = this.#database.serialize()
    return () => this.#replace(contents)
  }

  clear(): void {
    const empty = new DatabaseSync(':memory:')
    this.#replace(empty.serialize())
    empty.close()
  }

  /** Puts a whole database in the place of this one. */
  #replace(contents: Uint8Array): void {
    if (this.broken) return
    this.#compiled.clear()
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
    this.#database.deserialize(contents)
  }

  #rows(statement: StatementSync, columns: readonly Column[], values: SQLInputValue[], verb: string): Result {
    const rows = rowsOf(statement, values)
    // RETURNING gives a row for each one that was changed.
    if (!changing.has(verb)) return { columns, rows, affectedRows: 0, insertId: undefined }
    const insertId = inserting.has(verb) && rows.length > 0 ? this.#lastInsertId() : undefined
    return { columns, rows, affectedRows: rows.length, insertId }
  }

  #lastInsertId(): bigint {
    return rowsOf(this.#compile('SELECT last_insert_rowid()').statement, [])[0]![0] as bigint
  }

  #compile(sql: string): Compiled {
    const known = this.#compiled.get(sql)
    if (known) return known
    const statement = this.#database.prepare(sql)
    statement.setReturnArrays(true)
    statement.setReadBigInts(true)
    const compiled = { statement, columns: statement.columns().map(({ name }) => ({ name, isFloat: true })) }
    if (this.#compiled.size >= keptStatements) this.#compiled.clear()
    this.#compiled.set(sql, compiled)
    return compiled
  }
}

/** SQLite has no booleans; its own words TRUE and FALSE are 1 and 0 too. */
const toSqlite = (value: SqlValue): SQLInputValue => (typeof value === 'boolean' ? BigInt(value) : value)

const rowsOf = (statement: StatementSync, values: SQLInputValue[]): Row[] => statement.all(...values) as unknown as Row[]

const wholeStream = (columns: readonly Column[], rows: readonly Row[]): RowStream => {
  let at = 0
  return { columns, next: () => rows.slice(at, (at += rowsPerPiece)), close: () => void (at = rows.length) }
}

const iteratedStream = (columns: readonly Column[], statement: StatementSync, values: SQLInputValue[]): RowStream => {
  const rows = statement.iterate(...values) as unknown as Iterator<Row>
  return {
    columns,
    next() {
      const piece: Row[] = []
      try {
        for (let bytes = 0; piece.length < rowsPerPiece && bytes < pieceBytes;) {
          const { done, value } = rows.next()
          if (done) break
          piece.push(value)
          bytes += rowBytes(value)
        }
      } catch (error) {
        throw sqliteError(error)
      }
      return piece
    },
    close: () => void rows.return?.(),
  }
}
