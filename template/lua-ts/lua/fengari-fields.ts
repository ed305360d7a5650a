import type { FengariTable, TableEntry, TableValue } from 'fengari/src/ltable.js'

/** A field that tables of rows have in common. */
export interface Field {
  /** The name as a Lua string; tables share it as slimTables() lets them. */
  readonly key: TableValue
  /** Under what a table keeps it. */
  readonly hash: string
  readonly isFloat: boolean
  /** The text of the row before, or where it stands, and its Lua string: columns that say the same in row after row are common. */
  text: string | undefined
  at: number
  length: number
  string: unknown
}

/** Sets a field of a table that is being made. */
export const setField = (table: FengariTable, { key, hash }: Field, value: TableValue): void => {
  const known = table.strong.get(hash)
  if (known) known.value = value
  else append(table, hash, { key, value, p: table.l, n: undefined })
  // It has not been looked at for metamethods yet, and a field may be one.
  table.flags = 0
}

/** Adds an entry that a table has not. */
export const append = (table: FengariTable, hash: unknown, entry: TableEntry): void => {
  if (table.l) table.l.n = entry
  else table.f = entry
  table.l = entry
  table.strong.set(hash, entry)
}
