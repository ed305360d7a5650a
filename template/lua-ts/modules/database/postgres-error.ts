import { DatabaseError, connectionError, kindOfState } from './database-error.ts'

/** The fields that the server sends with an error. */
interface ServerFields {
  readonly code?: string
  readonly severity?: string
  readonly detail?: string
  readonly hint?: string
  readonly constraint?: string
  readonly table?: string
  readonly column?: string
}

/** What pg throws, as an error of this module; `where` names the server. What shows a mistake in here stays as it is. */
export const postgresError = (error: unknown, where: string): Error => {
  if (error instanceof DatabaseError || error instanceof TypeError) return error
  const { code = '', severity, detail, hint, constraint, table, column } = error as ServerFields
  // A code that comes without a severity is one of Node.js's.
  if (severity === undefined) return connectionError(where, error as Error)
  const kind = kindOfState(code)
  const { message } = error as Error
  return new DatabaseError(kind === 'connection' ? `Cannot reach ${where}: ${message}` : message, {
    code,
    kind,
    sqlstate: code,
    detail,
    hint,
    constraint,
    table,
    column,
  }, { cause: error })
}
