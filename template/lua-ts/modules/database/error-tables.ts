import { callerPlace } from '../../lua/caller-place.ts'
import { LuaError } from '../../lua/engine.ts'
import type { HostFunction, Lua, Thread } from '../../lua/engine.ts'
import type { Tapes } from '../../lua/tapes.ts'
import { DatabaseError } from './database-error.ts'
import { StatementError } from './sql-statement.ts'

/** What Lua sees of an error: a table for what the database said, a message for what the program got wrong. */
export type ErrorTables = (error: unknown) => unknown

const fieldNames = ['code', 'kind', 'sqlstate', 'detail', 'hint', 'constraint', 'table', 'column'] as const

export const errorTables = (lua: Lua, tapes: Tapes): ErrorTables => {
  const metatable = errorMetatable(lua)
  tapes.addKind('database error', metatable)

  const pushTable = (t: Thread, { message, details }: DatabaseError): void => {
    lua.reserve(t, 4)
    const where = callerPlace(lua, t, 1)
    lua.pushTable(t, 0, 4)
    const fields: Readonly<Record<string, string | undefined>> = { message, where }
    for (const [name, value] of Object.entries(fields)) setText(lua, t, name, value)
    for (const name of fieldNames) setText(lua, t, name, details[name])
    lua.pushRef(t, metatable)
    lua.setMetatable(t, -2)
  }

  return (error) => {
    if (error instanceof DatabaseError) return new LuaError(error.message, { push: (_, t) => pushTable(t, error), cause: error })
    if (error instanceof StatementError) return new LuaError(`Cannot run SQL: ${error.message}`)
    return error
  }
}

const setText = (lua: Lua, t: Thread, name: string, value: string | undefined): void => {
  if (value === undefined) return
  lua.pushText(t, value)
  lua.setField(t, -2, name)
}

/** `tostring(err)` is `handler.lua:12: message (code)`. */
const errorMetatable = (lua: Lua): number => {
  const text = (t: Thread, name: string): string => {
    lua.getField(t, 1, name)
    const value = lua.toText(t, -1) ?? ''
    lua.pop(t, 1)
    return value
  }
  const display: HostFunction = (t) => {
    const where = text(t, 'where')
    lua.pushText(t, `${where}${where && ': '}${text(t, 'message')} (${text(t, 'code')})`)
    return 1
  }
  lua.pushTable(lua.main, 0, 2)
  lua.pushFunction(lua.main, display)
  lua.setField(lua.main, -2, '__tostring')
  lua.pushText(lua.main, 'database error')
  lua.setField(lua.main, -2, '__name')
  return lua.ref(lua.main)
}
