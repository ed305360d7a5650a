/** What kind of trouble it was, in words that are the same for every database. */
export type ErrorKind =
  | 'unique'
  | 'foreign_key'
  | 'not_null'
  | 'check'
  | 'syntax'
  | 'missing'
  | 'value'
  | 'conflict'
  | 'busy'
  | 'connection'
  | 'cancelled'
  | 'query'

/** What a server told of an error beyond its message. */
export interface ErrorDetails {
  /** The database's own code: `23505`, `ER_DUP_ENTRY`, `SQLITE_CONSTRAINT_UNIQUE` … */
  readonly code: string
  readonly kind: ErrorKind
  readonly sqlstate?: string | undefined
  readonly detail?: string | undefined
  readonly hint?: string | undefined
  readonly constraint?: string | undefined
  readonly table?: string | undefined
  readonly column?: string | undefined
}

/** A statement that failed, a server that can't be reached, or a connection that was lost. */
export class DatabaseError extends Error {
  override name = 'DatabaseError'
  readonly details: ErrorDetails

  constructor(message: string, details: ErrorDetails, options?: ErrorOptions) {
    super(message, options)
    this.details = details
  }
}

/** The kinds of the errors that SQL's standard numbers; the first two characters are a class. */
const kindsByState: Readonly<Record<string, ErrorKind>> = {
  '23505': 'unique',
  '23503': 'foreign_key',
  '23502': 'not_null',
  '23514': 'check',
  '42601': 'syntax',
  '42P01': 'missing',
  '42703': 'missing',
  '42S02': 'missing',
  '42S22': 'missing',
  '40': 'conflict',
  '55P03': 'busy',
  '57014': 'cancelled',
  '57P': 'connection',
  '53': 'busy',
  '08': 'connection',
  '22': 'value',
}

/** The kind of an error with this SQLSTATE. */
export const kindOfState = (state: string): ErrorKind =>
  kindsByState[state] ?? kindsByState[state.slice(0, 3)] ?? kindsByState[state.slice(0, 2)] ?? 'query'

/** The error for a connection that could not be made or was lost; `where` names the server, without a password. */
export const connectionError = (where: string, cause: Error): DatabaseError => {
  const { code } = cause as NodeJS.ErrnoException
  const reason = cause.message === '' ? (code ?? cause.name) : cause.message
  return new DatabaseError(`Cannot reach ${where}: ${reason}`, { code: code ?? 'CONNECTION', kind: 'connection' }, { cause })
}
