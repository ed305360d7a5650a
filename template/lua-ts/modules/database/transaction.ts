import type { Database, Lease, OpenRows, Target } from './database.ts'
import type { Arrive, Result, Row, RowStream, Statement } from './driver.ts'
import { after, attempt, finishing } from './maybe-later.ts'
import type { MaybeLater } from './maybe-later.ts'
import type { Stop } from './stop.ts'

const command = (sql: string): Statement => ({ sql, order: undefined, parameters: 0, verb: sql.split(' ')[0]! })

const commit = command('COMMIT')
const rollback = command('ROLLBACK')

/** Why a transaction takes no more statements. */
const over = 'this transaction is over'
const interrupted = 'the rows were not read to their end before another statement of their transaction: read them all first, or use query'

/** A transaction, on a session of its own until it ends. */
export class Transaction implements Target {
  readonly database: Database
  readonly #lease: Lease
  /** Why it can only be rolled back. */
  #failure: Error | undefined
  #ended = false
  #depth = 0
  /** The rows that are being read, where nothing else can be done meanwhile. */
  #reading: RowStream | undefined
  #stop: Stop | undefined

  private constructor(database: Database, lease: Lease) {
    this.database = database
    this.#lease = lease
  }

  /** Starts a transaction. @throws DatabaseError */
  static begin(database: Database, stop: Stop): MaybeLater<Transaction> {
    return database.patiently(stop, () =>
      after(database.lease(stop), (lease) => {
        const transaction = new Transaction(database, lease)
        return attempt(
          () => after(transaction.run(command(database.driver.begin), [], stop), () => transaction.#begun()),
          (error) => {
            transaction.#end()
            throw error
          },
        )
      }),
    )
  }

  get ended(): boolean {
    return this.#ended
  }

  run(statement: Statement, parameters: Row, stop: Stop, arrive?: Arrive): MaybeLater<Result> {
    this.#assertOpen()
    return after(this.#interrupt(), () => this.#guarded(stop, () => this.#lease.session.run(statement, parameters, arrive)))
  }

  stream(statement: Statement, parameters: Row, stop: Stop): MaybeLater<OpenRows> {
    this.#assertOpen()
    return after(this.#interrupt(), () =>
      after(this.#guarded(stop, () => this.#lease.session.stream(statement, parameters)), (rows) => this.#read(rows)),
    )
  }

  /** Begins a part that can be undone on its own. */
  savepoint(stop: Stop): MaybeLater<Result> {
    return after(this.run(command(`SAVEPOINT s${this.#depth + 1}`), [], stop), (result) => {
      this.#depth++
      return result
    })
  }

  /** Ends the whole, or the part that began last. @throws DatabaseError, and then nothing was kept */
  commit(stop: Stop): MaybeLater<unknown> {
    if (this.#depth > 0) return this.run(command(`RELEASE SAVEPOINT s${this.#depth--}`), [], stop)
    return attempt(
      () => after(this.run(commit, [], stop), () => this.#end()),
      (error) => {
        void this.abandon()
        throw error
      },
    )
  }

  /**
   * Undoes the whole, or the part that began last. Never throws, since there is an error already: the server forgets the
   * whole in any case, and where a part can't be undone the whole can't be kept.
   */
  rollback(stop: Stop): MaybeLater<unknown> {
    if (this.#depth === 0) return this.abandon()
    const undone = command(`ROLLBACK TO SAVEPOINT s${this.#depth--}`)
    return attempt<unknown>(() => this.run(undone, [], stop), (error) => this.fail(error as Error))
  }

  /** Rolls it back without anyone who waits for it, if it has not ended. */
  abandon(): MaybeLater<void> {
    if (this.#ended) return
    this.#ended = true
    const { session } = this.#lease
    // A statement that is under way is not waited for: without its connection the server undoes it all.
    if (this.#stop) session.cancel()
    if (session.broken) return this.#lease.release()
    try {
      const done = after(this.#interrupt(), () => session.run(rollback, []))
      if (!(done instanceof Promise)) return this.#lease.release()
      return done.then(this.#lease.release, () => this.#discard())
    } catch {
      this.#discard()
    }
  }

  /** Gives up what is under way; nothing but a rollback is possible from here on. */
  fail(reason: Error): void {
    if (this.#ended) return
    this.#failure ??= reason
    this.#stop?.stop()
  }

  #begun(): this {
    this.#lease.locks()
    return this
  }

  #discard(): void {
    this.#lease.session.close()
    this.#lease.release()
  }

  #end(): void {
    this.#ended = true
    this.#lease.release()
  }

  #assertOpen(): void {
    if (this.#failure) throw this.#failure
    if (this.#ended) throw new Error(over)
  }

  #guarded<T>(stop: Stop, work: () => MaybeLater<T>): MaybeLater<T> {
    const value = work()
    if (!(value instanceof Promise)) return value
    this.#stop = stop
    stop.whenStopped(() => this.#lease.session.cancel())
    return finishing(
      () => value.catch((error: unknown) => { throw this.#failure ?? error }),
      () => { this.#stop = undefined },
    )
  }

  #read(rows: RowStream): OpenRows {
    const alone = !this.database.driver.interleaves
    if (alone) this.#reading = rows
    const isReading = () => !alone || this.#reading === rows
    return {
      columns: rows.columns,
      next: (stop) => {
        this.#assertOpen()
        if (!isReading()) throw new Error(interrupted)
        return after(this.#guarded(stop, () => rows.next()), (piece) => {
          if (piece.length === 0 && this.#reading === rows) this.#reading = undefined
          return piece
        })
      },
      close: () => (alone ? (isReading() ? this.#interrupt() : undefined) : rows.close()),
    }
  }

  #interrupt(): MaybeLater<void> {
    const rows = this.#reading
    this.#reading = undefined
    return rows?.close()
  }
}
