import type { PackedRows, ValueReader } from '../../lua/packed-rows.ts'
import type { Arrive, Column, Rows } from './driver.ts'
import type { MysqlField } from './mysql-rows.ts'

/** How a value is written in a row of the binary protocol; the integers have a variant without a sign. */
const kind = { text: 0, int8: 1, uint8: 2, int16: 3, uint16: 4, int32: 5, uint32: 6, int64: 7, uint64: 8, float: 9, double: 10 } as const

/** By the protocol's numbers of types. What isn't here (dates, shapes) the driver reads. */
const kinds: Readonly<Record<number, number>> = {
  1: kind.int8, 2: kind.int16, 3: kind.int32, 4: kind.float, 5: kind.double, 8: kind.int64, 9: kind.int32, 13: kind.uint16,
  // Decimals, bits, JSON, enumerations, sets, blobs and strings.
  0: kind.text, 15: kind.text, 16: kind.text, 245: kind.text, 246: kind.text, 247: kind.text, 248: kind.text,
  249: kind.text, 250: kind.text, 251: kind.text, 252: kind.text, 253: kind.text, 254: kind.text,
}

const unsigned = 32
/** Text that needs no conversion: the connection's own character set, and bytes. */
const asItIs = new Set(['utf8', 'ascii', 'binary'])

const rowsPerPiece = 128
const bytesPerPiece = 8192

/** A packet of mysql2's: a row stands from `offset` to `end`. */
export interface MysqlPacket {
  readonly buffer: Uint8Array
  readonly offset: number
  readonly end: number
  readonly sequenceId: number
  /** How many packets of the protocol it came in: one has less than 16 MiB. */
  readonly numPackets: number
}

/** How to read rows of these columns; undefined when the driver must. */
export const packedKinds = (fields: readonly MysqlField[]): readonly number[] | undefined => {
  const found = fields.map(({ columnType, flags = 0, encoding = '' }) => {
    const base = kinds[columnType]
    if (base === kind.text) return asItIs.has(encoding) || columnType === 246 || columnType === 0 ? base : undefined
    return base !== undefined && base < kind.float && base % 2 === 1 && (flags & unsigned) !== 0 ? base + 1 : base
  })
  return found.includes(undefined) ? undefined : (found as number[])
}

/** Gathers the packets of rows as they come; pieces that stand in the same memory are handed over when another row follows. */
export class PackedPieces {
  readonly #kinds: readonly number[]
  readonly #columns: readonly Column[]
  readonly #arrive: Arrive
  #buffer: Uint8Array | undefined
  #starts: number[] = []
  #end = 0

  constructor(columns: readonly Column[], kinds: readonly number[], arrive: Arrive) {
    this.#columns = columns
    this.#kinds = kinds
    this.#arrive = arrive
  }

  /** Takes a row, as mysql2's parsers do; nothing comes of it. */
  next({ buffer, offset, end }: MysqlPacket): undefined {
    const { length } = this.#starts
    if (length > 0 && (buffer !== this.#buffer || length === rowsPerPiece || end - this.#starts[0]! > bytesPerPiece)) {
      this.#arrive(this.#columns, this.rest())
    }
    this.#buffer = buffer
    this.#starts.push(offset)
    this.#end = end
  }

  /** Takes the rows that were not handed over. */
  rest(): Rows {
    const starts = this.#starts
    const buffer = this.#buffer
    // What is read is much memory, and V8 may keep this for a while.
    this.#buffer = undefined
    this.#starts = []
    return starts.length === 0 ? [] : new MysqlPacked(buffer!.subarray(starts[0], this.#end), starts, this.#kinds)
  }
}

/** Rows as the binary protocol has them, https://mariadb.com/docs/server/reference/clientserver-protocol/4-server-response-packets/resultset-row. */
class MysqlPacked implements PackedRows {
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #starts: readonly number[]
  readonly #kinds: readonly number[]

  constructor(bytes: Uint8Array, starts: readonly number[], kinds: readonly number[]) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#starts = starts
    this.#kinds = kinds
  }

  get length(): number {
    return this.#starts.length
  }

  read(i: number, values: ValueReader): void {
    const { bytes } = this
    const kinds = this.#kinds
    // A byte that says that this is a row, then a bit for each value that is NULL, the first two bits unused.
    const nulls = this.#starts[i]! - this.#starts[0]! + 1
    let at = nulls + ((kinds.length + 9) >> 3)
    for (let k = 0; k < kinds.length; k++) {
      const bit = k + 2
      if ((bytes[nulls + (bit >> 3)]! & (1 << (bit & 7))) !== 0) values.null()
      else if (kinds[k] === kind.text) {
        let length = bytes[at++]!
        if (length >= 0xfb) {
          const width = length === 0xfc ? 2 : length === 0xfd ? 3 : 8
          length = this.#unsigned(at, width)
          at += width
        }
        values.text(at, length)
        at += length
      } else at = this.#number(kinds[k]!, at, values)
    }
  }

  /** Tells a number and returns where it ends. */
  #number(which: number, at: number, values: ValueReader): number {
    const view = this.#view
    switch (which) {
      case kind.int8:
        values.integer(view.getInt8(at))
        return at + 1
      case kind.uint8:
        values.integer(view.getUint8(at))
        return at + 1
      case kind.int16:
        values.integer(view.getInt16(at, true))
        return at + 2
      case kind.uint16:
        values.integer(view.getUint16(at, true))
        return at + 2
      case kind.int32:
        values.integer(view.getInt32(at, true))
        return at + 4
      case kind.uint32:
        values.integer(view.getUint32(at, true))
        return at + 4
      case kind.float:
        values.float(view.getFloat32(at, true))
        return at + 4
      case kind.double:
        values.float(view.getFloat64(at, true))
        return at + 8
      default: {
        const value = which === kind.int64 ? view.getBigInt64(at, true) : view.getBigUint64(at, true)
        const number = Number(value)
        if (Number.isSafeInteger(number)) values.integer(number)
        else values.bigInteger(value)
        return at + 8
      }
    }
  }

  #unsigned(at: number, width: number): number {
    let value = 0
    for (let i = width - 1; i >= 0; i--) value = value * 256 + this.bytes[at + i]!
    return value
  }
}
