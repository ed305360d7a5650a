/**
 * What the module asks of a database. A driver speaks one server's protocol; what it gives may be there at once or
 * come later, so that an embedded database costs no turn of the event loop.
 */

import type { Rows } from '../../lua/packed-rows.ts'
import type { MaybeLater } from './maybe-later.ts'

export type { Rows }

/**
 * A value on its way to or from a database: a bigint is an integer, a string is text, bytes are binary. Of numbers a
 * column says whether they are integers.
 */
export type SqlValue = null | boolean | number | bigint | string | Uint8Array

export interface Column {
  readonly name: string
  /** True when a JavaScript number of this column is a float even if it is whole. */
  readonly isFloat: boolean
}

export type Row = readonly SqlValue[]

/** What came of one statement. */
export interface Result {
  readonly columns: readonly Column[]
  /** All rows, or those that are left when others have been handed over before. */
  readonly rows: Rows
  readonly affectedRows: number
  /** The id that the database gave to the row that was inserted last. */
  readonly insertId: number | bigint | undefined
}

/** Takes rows that have come while others are still on their way; not those that came last. */
export type Arrive = (columns: readonly Column[], rows: Rows) => void

/** The dialects of SQL, which are also the schemes of URLs. */
export type Dialect = 'sqlite' | 'postgres' | 'mysql'

/** A statement as its database takes it. */
export interface Statement {
  /** With the database's own placeholders. */
  readonly sql: string
  /** The parameter, from 0, that each placeholder of `sql` takes; undefined when they are the parameters in order. */
  readonly order: readonly number[] | undefined
  /** How many parameters it takes. */
  readonly parameters: number
  /** What it does, in capitals: `SELECT`, `INSERT`, `CREATE` … For a `WITH` it is what comes after. */
  readonly verb: string
}

/** The rows of a big result, some at a time. */
export interface RowStream {
  readonly columns: readonly Column[]
  /** The next rows; none at the end. Rejects with `DatabaseError`. */
  next(): MaybeLater<readonly Row[]>
  /** Ends it before its end. Never rejects. */
  close(): MaybeLater<void>
}

/** One connection. It does one thing at a time. */
export interface Session {
  /** True once it can't be used any more. */
  readonly broken: boolean
  /** Runs a statement to its end; may hand rows to `arrive` before. @throws DatabaseError */
  run(statement: Statement, parameters: Row, arrive?: Arrive): MaybeLater<Result>
  /** Starts a statement whose rows are read piece by piece. @throws DatabaseError */
  stream(statement: Statement, parameters: Row): MaybeLater<RowStream>
  /** Makes the server give up what it is doing; the session is not to be used afterwards. */
  cancel(): void
  /** Waits for a turn in the pool: an idle connection does not keep the process alive. */
  rest(idle: boolean): void
  close(): void
}

/** Where sessions come from. */
export interface Driver {
  readonly dialect: Dialect
  /** Starts a transaction. */
  readonly begin: string
  /** True when a stream may be read while its session does other things. */
  readonly interleaves: boolean
  /** How long a session may be idle before it is closed, in milliseconds. */
  readonly idleTimeoutMs: number
  /** Most sessions at the same time. */
  readonly poolSize: number
  /** @throws DatabaseError */
  connect(): MaybeLater<Session>
}
