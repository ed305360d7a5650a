import { DatabaseError, connectionError, kindOfState } from './database-error.ts'
import type { ErrorKind } from './database-error.ts'

/** Numbers of the servers' errors whose SQLSTATE says too little. */
const kinds: Readonly<Record<number, ErrorKind>> = {
  1040: 'busy',
  1048: 'not_null',
  1053: 'connection',
  1062: 'unique',
  1064: 'syntax',
  1142: 'query',
  1205: 'busy',
  1213: 'conflict',
  1216: 'foreign_key',
  1217: 'foreign_key',
  1317: 'cancelled',
  1364: 'not_null',
  1406: 'value',
  1451: 'foreign_key',
  1452: 'foreign_key',
  1969: 'cancelled',
  3024: 'cancelled',
  3819: 'check',
  4025: 'check',
}

/** What mysql2 throws. */
interface DriverFields {
  readonly code?: string
  readonly errno?: number
  readonly sqlState?: string
  readonly sqlMessage?: string
}

/** What mysql2 throws, as an error of this module; `where` names the server. What shows a mistake in here stays as it is. */
export const mysqlError = (error: unknown, where: string): Error => {
  if (error instanceof DatabaseError || error instanceof TypeError) return error
  const { code = 'ER_UNKNOWN', errno = 0, sqlState, sqlMessage } = error as DriverFields
  if (sqlMessage === undefined || sqlState === undefined) return connectionError(where, error as Error)
  const kind = kinds[errno] ?? kindOfState(sqlState)
  const message = kind === 'connection' ? `Cannot reach ${where}: ${sqlMessage}` : sqlMessage
  return new DatabaseError(message, { code, kind, sqlstate: sqlState }, { cause: error })
}

/** True for a statement that can only be sent as text, not prepared. */
export const isUnpreparable = (error: unknown): boolean => (error as DriverFields).errno === 1295
