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
export const functionPool = (first: StackFunction, start: StartHost): FunctionPool => {
  const member = (onTrial: boolean): Member => ({ host: start(fn, onTrial), inFlight: 0, idle: undefined })
  let fn = first
  let wanted = 1
  let members = [member(false)]
  let trial: readonly Member[] = []
  let generation = 0
  let turn = 0
  const leaving = new Set<Member>()

  const leave = (old: Member): void => {
    leaving.add(old)
    void retire(old).then(() => leaving.delete(old))
  }
  const fill = (): void => {
    while (members.length < wanted) members.push(member(false))
    for (const surplus of members.splice(wanted)) leave(surplus)
  }
  const dropTrial = (): void => {
    generation++
    for (const { host } of trial) host.kill()
    trial = []
  }

  const lease = (): Lease | undefined => {
    const chosen = leastBusy(members, turn++)
    const port = chosen?.host.port()
    return chosen === undefined || port === undefined ? undefined : leaseOf(chosen, port)
  }

  const reload = async (next: StackFunction): Promise<ReloadOutcome> => {
    dropTrial()
    const mine = generation
    const fresh = Array.from({ length: wanted }, (): Member => ({ host: start(next, true), inFlight: 0, idle: undefined }))
    trial = fresh
    const ready = await Promise.all(fresh.map(({ host }) => host.started))
    if (mine !== generation) return 'superseded'
    if (ready.includes(false)) {
      dropTrial()
      return 'failed'
    }
    const old = members
    fn = next
    members = fresh
    trial = []
    old.forEach(leave)
    fill()
    return 'done'
  }

  const everyone = (): Member[] => [...members, ...leaving, ...trial]
  const stop = async (): Promise<void> => {
    dropTrial()
    await Promise.all(everyone().map(({ host }) => host.stop()))
  }
  return {
    get fn() {
      return fn
    },
    name: first.name,
    createdMs: Date.now(),
    replicas: () => wanted,
    available: () => members.filter(({ host }) => host.port() !== undefined).length,
    started: members[0]?.host.started ?? Promise.resolve(true),
    lease,
    metricsPorts: () => members.flatMap(({ host }) => host.metricsPort() ?? []),
    scale: replicas => {
      wanted = replicas
      fill()
    },
    reload,
    stop,
    kill: () => everyone().forEach(({ host }) => host.kill()),
  }
}
