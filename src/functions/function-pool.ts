import { setTimeout as wait } from 'node:timers/promises'
import type { FunctionHost } from './function-host.ts'
import type { StackFunction } from '../stack/stack-function.ts'

/** A host that a request is being passed to: `release()` once that has ended. */
export interface Lease {
  readonly port: number
  release(): void
}

/** Starts one host; one on trial is not started again if it never gets ready. */
export type StartHost = (fn: StackFunction, onTrial: boolean) => FunctionHost

/** How a reload went: `superseded` by another one, or by the end, before it was done. */
export type ReloadOutcome = 'done' | 'failed' | 'superseded'

/** The hosts of one function, of which each takes a share of the requests. */
export interface FunctionPool {
  /** As it is served. */
  readonly fn: StackFunction
  readonly name: string
  /** Unix time in ms. */
  readonly createdMs: number
  /** How many hosts there should be, and how many take requests. */
  replicas(): number
  available(): number
  /** Resolves when the first hosts are ready (true) or one has died before that (false). */
  readonly started: Promise<boolean>
  /** The ready host with the fewest requests; undefined while there is none. */
  lease(): Lease | undefined
  /** Where the ready hosts serve their metrics. */
  metricsPorts(): number[]
  scale(replicas: number): void
  /** Starts new hosts beside the old ones and lets them take over once all are ready; the old ones finish what they have. */
  reload(fn: StackFunction): Promise<ReloadOutcome>
  stop(): Promise<void>
  kill(): void
}

interface Member {
  readonly host: FunctionHost
  inFlight: number
  idle: (() => void) | undefined
}

// A host that is told to end closes its listener: requests that were just passed on to it should have arrived by then.
const handOverMs = 1_000

const newMember = (host: FunctionHost): Member => ({ host, inFlight: 0, idle: undefined })

const leaseOf = (member: Member, port: number): Lease => {
  member.inFlight++
  const release = (): void => {
    member.inFlight--
    if (member.inFlight === 0) member.idle?.()
  }
  return { port, release }
}

/** The ready member with the fewest requests; of equal ones the next after `from`, so that all take turns. */
const leastBusy = (members: readonly Member[], from: number): Member | undefined => {
  let best: Member | undefined
  for (let offset = 0; offset < members.length; offset++) {
    const member = members[(from + offset) % members.length]
    if (member === undefined || member.host.port() === undefined) continue
    if (best === undefined || member.inFlight < best.inFlight) best = member
  }
  return best
}

const retire = async (member: Member): Promise<void> => {
  if (member.inFlight > 0) {
    const patience = new AbortController()
    const idle = new Promise<void>(resolve => (member.idle = resolve))
    await Promise.race([idle, wait(handOverMs, undefined, { signal: patience.signal }).catch(() => {})])
    patience.abort()
  }
  await member.host.stop()
}

/** Starts the hosts of a function. */
export const functionPool = (first: StackFunction, start: StartHost): FunctionPool => new Pool(first, start)

class Pool implements FunctionPool {
  readonly name: string
  readonly createdMs = Date.now()
  readonly started: Promise<boolean>
  readonly #start: StartHost
  #fn: StackFunction
  #wanted = 1
  #members: Member[]
  /** Hosts of a reload that are not ready yet. */
  #trial: readonly Member[] = []
  /** Counts reloads, of which only the last counts. */
  #generation = 0
  #turn = 0
  readonly #leaving = new Set<Member>()

  constructor(first: StackFunction, start: StartHost) {
    this.name = first.name
    this.#fn = first
    this.#start = start
    const host = start(first, false)
    this.#members = [newMember(host)]
    this.started = host.started
  }

  get fn(): StackFunction {
    return this.#fn
  }

  replicas(): number {
    return this.#wanted
  }

  available(): number {
    return this.#members.filter(({ host }) => host.port() !== undefined).length
  }

  lease(): Lease | undefined {
    const chosen = leastBusy(this.#members, this.#turn++)
    const port = chosen?.host.port()
    return chosen === undefined || port === undefined ? undefined : leaseOf(chosen, port)
  }

  metricsPorts(): number[] {
    return this.#members.flatMap(({ host }) => host.metricsPort() ?? [])
  }

  scale(replicas: number): void {
    this.#wanted = replicas
    this.#fill()
  }

  async reload(next: StackFunction): Promise<ReloadOutcome> {
    this.#dropTrial()
    const mine = this.#generation
    const fresh = Array.from({ length: this.#wanted }, () => newMember(this.#start(next, true)))
    this.#trial = fresh
    const ready = await Promise.all(fresh.map(({ host }) => host.started))
    if (mine !== this.#generation) return 'superseded'
    if (ready.includes(false)) {
      this.#dropTrial()
      return 'failed'
    }
    const old = this.#members
    this.#fn = next
    this.#members = fresh
    this.#trial = []
    for (const member of old) this.#leave(member)
    this.#fill()
    return 'done'
  }

  async stop(): Promise<void> {
    this.#dropTrial()
    await Promise.all(this.#everyone().map(({ host }) => host.stop()))
  }

  kill(): void {
    for (const { host } of this.#everyone()) host.kill()
  }

  #everyone(): Member[] {
    return [...this.#members, ...this.#leaving, ...this.#trial]
  }

  #fill(): void {
    while (this.#members.length < this.#wanted) this.#members.push(newMember(this.#start(this.#fn, false)))
    for (const surplus of this.#members.splice(this.#wanted)) this.#leave(surplus)
  }

  #leave(old: Member): void {
    this.#leaving.add(old)
    void retire(old).then(() => this.#leaving.delete(old))
  }

  #dropTrial(): void {
    this.#generation++
    for (const { host } of this.#trial) host.kill()
    this.#trial = []
  }
}
