import type { Column, Row, SqlValue } from './driver.ts'

/** Numbers of the types that need care, from the protocol's field types. */
const type = { float: 4, double: 5, longlong: 8, vector: 242, geometry: 255 } as const

/** What mysql2 tells of a column. */
export interface MysqlField {
  readonly name: string
  readonly columnType: number
  /** Bits of the protocol's column definition. */
  readonly flags?: number
  /** What its text is written in. */
  readonly encoding?: string
}

export const mysqlColumns = (fields: readonly MysqlField[]): readonly Column[] =>
  fields.map(({ name, columnType }) => ({ name, isFloat: columnType === type.float || columnType === type.double }))

/** Makes values of a row that mysql2 read: integers beyond a JavaScript number came as text, shapes as objects. */
export const mysqlRow = (fields: readonly MysqlField[]): ((row: unknown[]) => Row) => {
  const wide = fields.flatMap(({ columnType }, i) => (columnType === type.longlong ? [i] : []))
  const strange = fields.flatMap(({ columnType }, i) => (columnType === type.geometry || columnType === type.vector ? [i] : []))
  if (wide.length + strange.length === 0) return (row) => row as SqlValue[]
  return (row) => {
    for (const i of wide) if (typeof row[i] === 'string') row[i] = BigInt(row[i])
    for (const i of strange) if (row[i] !== null) row[i] = JSON.stringify(row[i])
    return row as SqlValue[]
  }
}
