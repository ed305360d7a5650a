import type { Arrive, Column, Row } from './driver.ts'

/** Rows that are handed over at a time while others are on their way. */
const rowsPerArrival = 128

/** About as much as a piece of a stream of rows is to take. */
export const pieceBytes = 256 * 1024

// What a value takes beside its text.
const valueBytes = 16

/** About how many bytes a row takes. */
export const rowBytes = (row: Row): number => {
  let bytes = valueBytes * row.length
  for (const value of row) if (typeof value === 'string' || value instanceof Uint8Array) bytes += value.length
  return bytes
}

/** Says how many rows to ask for next, so that pieces of long rows are as small as others: few at first, then more. */
export class PieceSize {
  readonly #mostRows: number
  rows: number

  constructor(mostRows: number) {
    this.#mostRows = mostRows
    this.rows = Math.min(32, mostRows)
  }

  /** Learns from a piece that came. */
  saw(piece: readonly Row[]): void {
    if (piece.length === 0) return
    let bytes = 0
    for (const row of piece) bytes += rowBytes(row)
    const fitting = Math.floor((pieceBytes * piece.length) / Math.max(bytes, 1))
    this.rows = Math.max(1, Math.min(fitting, this.rows * 4, this.#mostRows))
  }
}

/** Gathers rows as they come and hands over each full piece when another row follows. */
export class ArrivedPieces {
  readonly #arrive: Arrive | undefined
  /** Known before the first row is added. */
  columns: readonly Column[] | undefined
  /** How many rows have come. */
  count = 0
  /** Those that were not handed over. */
  rest: Row[] = []

  constructor(arrive: Arrive | undefined) {
    this.#arrive = arrive
  }

  add(row: Row): void {
    if (this.rest.length === rowsPerArrival && this.#arrive) {
      this.#arrive(this.columns!, this.rest)
      this.rest = []
    }
    this.count++
    this.rest.push(row)
  }
}
