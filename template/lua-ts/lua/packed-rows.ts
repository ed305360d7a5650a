import type { RecordRow, RecordValue } from './records.ts'

/**
 * Rows as the bytes that came from a server: text goes from there into Lua without ever being a string of JavaScript.
 */
export interface PackedRows {
  readonly length: number
  /** What the texts of all rows are part of. */
  readonly bytes: Uint8Array
  /** Tells the values of row `i`, in their order. */
  read(i: number, values: ValueReader): void
}

/** Is told the values of a row. */
export interface ValueReader {
  null(): void
  /** Of at most 53 bits. */
  integer(value: number): void
  bigInteger(value: bigint): void
  float(value: number): void
  /** Text, or other bytes, that begin at `start` of the rows' bytes. Where one row has it, others have it or null. */
  text(start: number, length: number): void
}

/** Rows of values, or packed ones. */
export type Rows = readonly RecordRow[] | PackedRows

export const arePacked = (rows: Rows): rows is PackedRows => !Array.isArray(rows)

/** The values of packed rows, and whether each number is a float, for those who can't use the bytes. */
export const unpacked = (rows: PackedRows): readonly RecordRow[] => {
  let row: RecordValue[] = []
  const values: ValueReader = {
    null: () => row.push(null),
    integer: (value) => row.push(value),
    bigInteger: (value) => row.push(value),
    float: (value) => row.push(value),
    text: (start, length) => row.push(rows.bytes.slice(start, start + length)),
  }
  return Array.from({ length: rows.length }, (_, i) => {
    row = []
    rows.read(i, values)
    return row
  })
}

/** Longer texts are seldom the same as the one above. */
const longestCompared = 32

/** Whether two texts of the same length are the same. */
export const sameText = (bytes: Uint8Array, a: number, b: number, length: number): boolean => {
  if (length > longestCompared) return false
  for (let i = 0; i < length; i++) if (bytes[a + i] !== bytes[b + i]) return false
  return true
}
