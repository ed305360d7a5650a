import { setTimeout as wait } from 'node:timers/promises'
import { DatabaseError } from './database-error.ts'
import type { DatabaseTarget } from './database-url.ts'
import type { Arrive, Column, Driver, Result, Row, RowStream, Session, Statement } from './driver.ts'
import { after, attempt, finishing } from './maybe-later.ts'
import type { MaybeLater } from './maybe-later.ts'
import { SessionPool } from './session-pool.ts'
import { statements } from './sql-statement.ts'
import { GivenUpError } from './stop.ts'
import type { Stop } from './stop.ts'

/** What statements can be sent to: a database, or a transaction on one. */
export interface Target {
  readonly database: Database
  /** Runs a statement; may hand rows to `arrive` before its end. @throws DatabaseError */
  run(statement: Statement, parameters: Row, stop: Stop, arrive?: Arrive): MaybeLater<Result>
  /** Starts reading rows piece by piece; the stream must be closed, or read to its end. @throws DatabaseError */
  stream(statement: Statement, parameters: Row, stop: Stop): MaybeLater<OpenRows>
}

/** Rows that are being read. */
export interface OpenRows {
  readonly columns: readonly Column[]
  /** The next rows; none at the end. @throws DatabaseError */
  next(stop: Stop): MaybeLater<readonly Row[]>
  /** Ends the reading, if it has not ended. Never rejects. */
  close(): MaybeLater<void>
}

/** A session that work has for itself until it is given back; giving it back twice is nothing. */
export interface Lease {
  readonly session: Session
  /** Says that what it does keeps others from writing. */
  locks(): void
  release(): void
}

/** Pauses between tries while another connection has locked an SQLite file, in milliseconds. */
const shortestPauseMs = 1
const longestPauseMs = 20

/** One database: its connections, and what is known of its statements. */
export class Database implements Target {
  readonly target: DatabaseTarget
  readonly driver: Driver
  /** Reads SQL. @throws StatementError */
  readonly statement: (sql: string) => Statement
  readonly #pool: SessionPool
  /** How many sessions each owner has leased. */
  readonly #leases = new Map<unknown, number>()
  #leased = 0
  /** Those of them who are in a transaction. */
  readonly #locking = new Set<unknown>()

  constructor(target: DatabaseTarget, driver: Driver) {
    this.target = target
    this.driver = driver
    this.#pool = new SessionPool(driver)
    this.statement = statements(driver.dialect)
  }

  get database(): this {
    return this
  }

  /** Connections that are open. */
  get size(): number {
    return this.#pool.size
  }

  run(statement: Statement, parameters: Row, stop: Stop, arrive?: Arrive): MaybeLater<Result> {
    return this.patiently(stop, () => {
      this.#assertNoDeadlock(stop)
      return after(this.#pool.take(stop), (session) => this.#runOn(session, statement, parameters, stop, arrive))
    })
  }

  stream(statement: Statement, parameters: Row, stop: Stop): MaybeLater<OpenRows> {
    return this.patiently(stop, () =>
      after(this.lease(stop), (lease) => {
        stop.whenStopped(() => lease.session.cancel())
        return attempt(
          () => after(lease.session.stream(statement, parameters), (rows) => leasedStream(rows, lease)),
          (error) => {
            lease.release()
            throw error
          },
        )
      }),
    )
  }

  /** Takes a session for longer than a statement. */
  lease(stop: Stop): MaybeLater<Lease> {
    this.#assertNoDeadlock(stop)
    return after(this.#pool.take(stop), (session) => {
      const { owner } = stop
      this.#count(owner, 1)
      let released = false
      let locks = false
      const lease = {
        session,
        locks: () => {
          locks = true
          this.#locking.add(owner)
        },
        release: () => {
          if (released) return
          released = true
          if (locks) this.#locking.delete(owner)
          this.#count(owner, -1)
          this.#pool.give(session)
        },
      }
      if (!stop.stopped) return lease
      lease.release()
      throw new GivenUpError()
    })
  }

  /** Runs `work` again while another connection has locked an SQLite file; nothing else waits meanwhile. */
  patiently<T>(stop: Stop, work: () => MaybeLater<T>): MaybeLater<T> {
    const retry = async (error: unknown): Promise<T> => {
      for (let tries = 1, last = error; ; tries++) {
        if (!isLocked(last) || this.#locking.has(stop.owner)) throw this.#explained(last, stop)
        await wait(Math.min(shortestPauseMs * tries, longestPauseMs) * (0.5 + Math.random()))
        if (stop.stopped) throw new GivenUpError()
        try {
          return await work()
        } catch (again) {
          last = again
        }
      }
    }
    return attempt(work, (error) => {
      if (!isLocked(error)) throw error
      return retry(error)
    })
  }

  close(): void {
    this.#pool.close()
  }

  #runOn(session: Session, statement: Statement, parameters: Row, stop: Stop, arrive: Arrive | undefined): MaybeLater<Result> {
    return finishing(
      () => {
        if (stop.stopped) throw new GivenUpError()
        const result = session.run(statement, parameters, arrive)
        if (result instanceof Promise) stop.whenStopped(() => session.cancel())
        return result
      },
      () => this.#pool.give(session),
    )
  }

  #count(owner: unknown, change: 1 | -1): void {
    this.#leased += change
    const count = (this.#leases.get(owner) ?? 0) + change
    if (count > 0) this.#leases.set(owner, count)
    else this.#leases.delete(owner)
  }

  /** Work that holds a session and waits for another could wait for itself, or for one that waits for it. */
  #assertNoDeadlock({ owner }: Stop): void {
    if (!this.#pool.exhausted || this.#leased < this.driver.poolSize || !this.#leases.has(owner)) return
    throw new DatabaseError(
      'Cannot take another connection: this request has one already (in a transaction or a loop over rows), and all ' +
        `${this.driver.poolSize} are held like that; inside a transaction call the methods of its argument, as in tx:query(…)`,
      { code: 'NO_CONNECTION', kind: 'busy' },
    )
  }

  #explained(error: unknown, { owner }: Stop): unknown {
    if (!isLocked(error) || !this.#locking.has(owner)) return error
    const message = `${error.message}: this request itself has locked it; inside a transaction call the methods of its argument, as in tx:query(…)`
    return new DatabaseError(message, error.details, { cause: error })
  }
}

const isLocked = (error: unknown): error is DatabaseError =>
  error instanceof DatabaseError && (error.details.code === 'SQLITE_BUSY' || error.details.code === 'SQLITE_LOCKED')

const leasedStream = (rows: RowStream, { session, release }: Lease): OpenRows => ({
  columns: rows.columns,
  next: (stop) =>
    attempt(
      () => {
        const piece = rows.next()
        if (piece instanceof Promise) stop.whenStopped(() => session.cancel())
        return after(piece, (found) => {
          if (found.length === 0) release()
          return found
        })
      },
      (error) => {
        release()
        throw error
      },
    ),
  close: () => finishing(() => rows.close(), release),
})
