import type { Row, RowStream } from './driver.ts'
import { mysqlColumns, mysqlRow } from './mysql-rows.ts'
import type { MysqlField } from './mysql-rows.ts'
import { pieceBytes, rowBytes } from './row-pieces.ts'

/** Rows that are read ahead, and about how many bytes, before the server has to wait. */
const rowsAhead = 1000
const bytesAhead = 4 * pieceBytes

/** A statement of mysql2's, as far as it tells what happens; its types leave that out. */
export interface MysqlCommand {
  on(event: 'fields', listener: (fields: MysqlField[] | undefined, result: number) => void): unknown
  on(event: 'result', listener: (row: unknown, result: number) => void): unknown
  on(event: 'end', listener: () => void): unknown
  on(event: 'error', listener: (error: unknown) => void): unknown
  emit(event: 'error', error: unknown): unknown
  buildParserFromFields?: (fields: MysqlField[], connection: unknown) => unknown
}

interface StreamOwner {
  /** The error of this module for one of mysql2's. */
  readonly failed: (error: unknown) => Error
  /** Ends the statement on the server; what it has sent until then still comes. */
  readonly interrupt: () => Promise<void>
  /** Stops reading from the socket, so that the server has to wait. */
  readonly pause: () => void
  readonly resume: () => void
}

/** Reads a statement's rows piece by piece, those of its first result if it has several. */
export const mysqlStream = async (command: MysqlCommand, owner: StreamOwner): Promise<RowStream> => {
  const reading = new Reading(command, owner)
  const fields = await reading.fields
  return { columns: mysqlColumns(fields), next: () => reading.next(), close: () => reading.close() }
}

class Reading {
  readonly #owner: StreamOwner
  readonly fields: Promise<MysqlField[]>
  #valuesOf = mysqlRow([])
  #rows: Row[] = []
  #bytes = 0
  #paused = false
  #ended = false
  #closed = false
  #error: Error | undefined
  #wake: (() => void) | undefined

  constructor(command: MysqlCommand, owner: StreamOwner) {
    this.#owner = owner
    this.fields = new Promise((resolve, reject) => {
      command.on('fields', (fields, result) => {
        if (result !== 0) return
        this.#valuesOf = mysqlRow(fields ?? [])
        resolve(fields ?? [])
      })
      command.on('result', (row, result) => this.#read(row, result))
      command.on('end', () => {
        resolve([])
        this.#end()
      })
      command.on('error', (error) => {
        this.#error = owner.failed(error)
        reject(this.#error)
        this.#end()
      })
    })
  }

  async next(): Promise<readonly Row[]> {
    // What was read before the pause comes at once.
    if (this.#rows.length === 0) this.#resume()
    if (this.#rows.length === 0 && !this.#ended) await new Promise<void>((resolve) => { this.#wake = resolve })
    if (this.#rows.length === 0 && this.#error) throw this.#error
    const rows = this.#rows
    this.#rows = []
    this.#bytes = 0
    return rows
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#rows = []
    this.#resume()
    if (!this.#ended) await this.#owner.interrupt()
  }

  #read(found: unknown, result: number): void {
    // What is no array is the end of a statement without rows.
    if (this.#closed || result > 0 || !Array.isArray(found)) return
    const row = this.#valuesOf(found)
    this.#rows.push(row)
    this.#bytes += rowBytes(row)
    if (!this.#paused && (this.#rows.length >= rowsAhead || this.#bytes >= bytesAhead)) {
      this.#paused = true
      this.#owner.pause()
    }
    this.#woken()
  }

  #resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#owner.resume()
  }

  #end(): void {
    this.#ended = true
    this.#woken()
  }

  #woken(): void {
    this.#wake?.()
    this.#wake = undefined
  }
}
