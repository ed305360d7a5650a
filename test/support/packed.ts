import type { PackedRows } from '../../template/lua-ts/lua/packed-rows.ts'
import type { RecordRow } from '../../template/lua-ts/lua/records.ts'

/** Rows of values as packed ones; numbers of columns that are no floats must be whole. */
export const packed = (rows: readonly RecordRow[], floats: readonly boolean[]): PackedRows => {
  const texts = rows.flat().filter((value) => typeof value === 'string' || value instanceof Uint8Array).map((text) => Buffer.from(text))
  // Something before and behind, as in what a socket gives.
  const before = Buffer.from('before')
  const bytes = Buffer.concat([before, ...texts, Buffer.from('behind')])
  const starts: number[] = []
  let at = before.length
  for (const row of rows) {
    starts.push(at)
    for (const value of row) if (typeof value === 'string' || value instanceof Uint8Array) at += Buffer.byteLength(value)
  }
  return {
    length: rows.length,
    bytes,
    read(i, values) {
      let start = starts[i]!
      for (const [k, value] of rows[i]!.entries()) {
        if (value === null) values.null()
        else if (typeof value === 'bigint') values.bigInteger(value)
        else if (typeof value === 'number' && floats[k]) values.float(value)
        else if (typeof value === 'number') values.integer(value)
        else if (typeof value === 'boolean') throw new Error('No protocol of packed rows has booleans')
        else {
          const length = Buffer.byteLength(value)
          values.text(start, length)
          start += length
        }
      }
    },
  }
}
