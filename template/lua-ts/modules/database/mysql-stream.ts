import type { Readable } from 'node:stream'
import type { Row, RowStream } from './driver.ts'
import { mysqlColumns, mysqlRows } from './mysql-rows.ts'
import type { MysqlField } from './mysql-rows.ts'

/** Rows that are read ahead, and given out at a time. */
const rowsPerPiece = 500

/** A statement of mysql2's that can be read as a stream; its types leave that out for prepared ones. */
interface StreamedCommand {
  stream?(options: { highWaterMark: number }): Readable
  on(event: 'error', listener: () => void): unknown
}

interface StreamOwner {
  /** The error of this module for one of mysql2's. */
  readonly failed: (error: unknown) => Error
  /** Ends the statement on the server. */
  readonly interrupt: () => Promise<void>
}

/** Reads a statement's rows piece by piece; the server waits while nobody asks for more. */
export const mysqlStream = async (command: StreamedCommand, { failed, interrupt }: StreamOwner): Promise<RowStream> => {
  const stream = command.stream!({ highWaterMark: rowsPerPiece })
  let ended = false
  let error: Error | undefined
  let wake: (() => void) | undefined
  const woken = () => {
    wake?.()
    wake = undefined
  }
  stream.on('readable', woken)
  stream.on('end', () => {
    ended = true
    woken()
  })
  stream.on('error', (cause) => {
    error = failed(cause)
    woken()
  })

  const fields = await new Promise<MysqlField[]>((resolve) => {
    stream.on('fields', (found: MysqlField[] | undefined) => resolve(found ?? []))
    stream.on('end', () => resolve([]))
    stream.on('error', () => resolve([]))
    stream.read(0)
  })
  if (error as Error | undefined) throw error
  const values = mysqlRows(fields)

  const next = async (): Promise<readonly Row[]> => {
    for (;;) {
      if (error) throw error
      const piece: unknown[][] = []
      for (let row: unknown[] | null; piece.length < rowsPerPiece && (row = stream.read() as unknown[] | null) !== null;) piece.push(row)
      if (piece.length > 0) return values(piece)
      if (ended) return []
      if (error) continue
      await new Promise<void>((resolve) => { wake = resolve })
    }
  }

  const close = async (): Promise<void> => {
    if (ended || error) return
    // Being interrupted is an error of the command's, which has no other listener any more.
    command.on('error', () => undefined)
    stream.destroy()
    await interrupt()
  }

  return { columns: mysqlColumns(fields), next, close }
}
