import { DatabaseError } from './database-error.ts'
import type { ErrorKind } from './database-error.ts'

/** SQLite's result codes that programs ask for, as sqlite.org/rescode.html numbers them; the low byte is the primary one. */
const codes: Readonly<Record<number, readonly [name: string, kind: ErrorKind]>> = {
  5: ['SQLITE_BUSY', 'busy'],
  6: ['SQLITE_LOCKED', 'busy'],
  8: ['SQLITE_READONLY', 'query'],
  10: ['SQLITE_IOERR', 'connection'],
  11: ['SQLITE_CORRUPT', 'connection'],
  13: ['SQLITE_FULL', 'query'],
  14: ['SQLITE_CANTOPEN', 'connection'],
  18: ['SQLITE_TOOBIG', 'value'],
  19: ['SQLITE_CONSTRAINT', 'query'],
  20: ['SQLITE_MISMATCH', 'value'],
  25: ['SQLITE_RANGE', 'query'],
  26: ['SQLITE_NOTADB', 'connection'],
  275: ['SQLITE_CONSTRAINT_CHECK', 'check'],
  787: ['SQLITE_CONSTRAINT_FOREIGNKEY', 'foreign_key'],
  1299: ['SQLITE_CONSTRAINT_NOTNULL', 'not_null'],
  1555: ['SQLITE_CONSTRAINT_PRIMARYKEY', 'unique'],
  2067: ['SQLITE_CONSTRAINT_UNIQUE', 'unique'],
  2579: ['SQLITE_CONSTRAINT_ROWID', 'unique'],
}

const primary = 0xff

/** What node:sqlite throws, as an error of this module; what is no error of SQLite's comes back as it is. */
export const sqliteError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error
  const { code, errcode } = error as Error & { code?: string; errcode?: number }
  if (code !== 'ERR_SQLITE_ERROR') return error
  const [name, kind] = codes[errcode ?? 0] ?? codes[(errcode ?? 0) & primary] ?? ['SQLITE_ERROR', kindOfMessage(error.message)]
  return new DatabaseError(error.message, { code: name, kind }, { cause: error })
}

// SQLite has one code for all that is wrong with a statement.
const kindOfMessage = (message: string): ErrorKind => {
  if (/^no such (?:table|column)/.test(message)) return 'missing'
  return /syntax error|incomplete input|unrecognized token/.test(message) ? 'syntax' : 'query'
}
