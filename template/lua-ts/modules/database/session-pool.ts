import type { Driver, Session } from './driver.ts'
import type { MaybeLater } from './maybe-later.ts'
import { GivenUpError } from './stop.ts'
import type { Stop } from './stop.ts'

interface Waiter {
  readonly resolve: (session: Session) => void
  readonly reject: (error: unknown) => void
}

/** The connections to one database, up to a number; what comes beyond waits its turn. */
export class SessionPool {
  readonly #driver: Driver
  readonly #idleTimeoutMs: number
  readonly #idle: Session[] = []
  readonly #waiting = new Set<Waiter>()
  readonly #expiries = new Map<Session, NodeJS.Timeout>()
  #open = 0
  #closed = false

  constructor(driver: Driver) {
    this.#driver = driver
    this.#idleTimeoutMs = driver.idleTimeoutMs
  }

  /** Connections that are open or being opened. */
  get size(): number {
    return this.#open
  }

  /** True when a session can't be had without waiting for one to come back. */
  get exhausted(): boolean {
    return this.#idle.length === 0 && this.#open >= this.#driver.poolSize
  }

  /**
   * A session for the caller alone, until it is given back: at once if one is idle.
   * @throws DatabaseError when it can't be made
   */
  take(stop: Stop): MaybeLater<Session> {
    const idle = this.#takeIdle()
    if (idle) return idle
    return this.#open < this.#driver.poolSize ? this.#connect() : this.#wait(stop)
  }

  give(session: Session): void {
    if (session.broken || this.#closed) return this.#drop(session)
    const [next] = this.#waiting
    if (next) {
      this.#waiting.delete(next)
      next.resolve(session)
      return
    }
    session.rest(true)
    this.#idle.push(session)
    if (this.#idleTimeoutMs === Infinity) return
    this.#expiries.set(session, setTimeout(() => this.#expire(session), this.#idleTimeoutMs).unref())
  }

  /** Closes the connections; those in use when they come back. */
  close(): void {
    this.#closed = true
    for (const session of this.#idle.splice(0)) this.#drop(session)
  }

  #takeIdle(): Session | undefined {
    for (;;) {
      const session = this.#idle.pop()
      if (!session) return undefined
      clearTimeout(this.#expiries.get(session))
      this.#expiries.delete(session)
      session.rest(false)
      if (!session.broken) return session
      this.#drop(session)
    }
  }

  #connect(): MaybeLater<Session> {
    this.#open++
    try {
      const session = this.#driver.connect()
      if (!(session instanceof Promise)) return session
      return session.catch((error: unknown) => {
        this.#lost(error)
        throw error
      })
    } catch (error) {
      this.#open--
      throw error
    }
  }

  /** A server that can't be reached is not there for those who wait for a connection either. */
  #lost(error: unknown): void {
    this.#open--
    for (const { reject } of this.#waiting) reject(error)
    this.#waiting.clear()
  }

  #wait(stop: Stop): Promise<Session> {
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject }
      this.#waiting.add(waiter)
      stop.whenStopped(() => {
        if (this.#waiting.delete(waiter)) reject(new GivenUpError())
      })
    })
  }

  #drop(session: Session): void {
    clearTimeout(this.#expiries.get(session))
    this.#expiries.delete(session)
    session.close()
    this.#open--
    const [next] = this.#waiting
    if (!next || this.#closed) return
    this.#waiting.delete(next)
    new Promise<Session>((resolve) => { resolve(this.#connect()) }).then(next.resolve, next.reject)
  }

  #expire(session: Session): void {
    const at = this.#idle.indexOf(session)
    if (at < 0) return
    this.#idle.splice(at, 1)
    this.#drop(session)
  }
}
