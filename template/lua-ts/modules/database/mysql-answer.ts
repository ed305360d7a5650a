import type { Arrive, Column, Rows } from './driver.ts'
import { MysqlPacking } from './mysql-packing.ts'
import { mysqlColumns, mysqlRow } from './mysql-rows.ts'
import type { MysqlCommand } from './mysql-stream.ts'
import { ArrivedPieces } from './row-pieces.ts'

/** What came of a statement; of several results, as a procedure gives them, the first. */
export interface MysqlAnswer {
  /** None for a statement without rows. */
  readonly columns: readonly Column[]
  /** Those that were not handed over before. */
  readonly rows: Rows
  /** How many rows there were in all. */
  readonly count: number
  readonly affectedRows: number
  readonly insertId: number | string
}

/** What mysql2 tells of a statement without rows. */
interface Header {
  readonly affectedRows: number
  readonly insertId: number | string
}

/** Waits for the end of a statement; rejects with mysql2's error. With `packs` rows may stay packed: its only result is rows. */
export const mysqlAnswer = (command: MysqlCommand, arrive: Arrive | undefined, packs = false): Promise<MysqlAnswer> => {
  const pieces = new ArrivedPieces(arrive)
  let columns: readonly Column[] = []
  const packing = packs && arrive ? new MysqlPacking(command, arrive) : undefined
  let valuesOf = mysqlRow([])
  let header: Header = { affectedRows: 0, insertId: 0 }
  let isFirst = true
  command.on('fields', (fields) => {
    if (!isFirst || !fields) return
    isFirst = false
    columns = pieces.columns = mysqlColumns(fields)
    valuesOf = mysqlRow(fields)
    if (packing) packing.columns = columns
  })
  command.on('result', (row, result) => {
    if (result > 0 || row === undefined) return
    if (Array.isArray(row)) pieces.add(valuesOf(row))
    else header = row as Header
  })
  return new Promise((resolve, reject) => {
    command.on('error', reject)
    command.on('end', () => resolve({ columns, rows: packing?.rest() ?? pieces.rest, count: pieces.count, ...header }))
  })
}
