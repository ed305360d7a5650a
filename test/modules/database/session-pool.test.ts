import t from 'tap'
import type { Driver, Session } from '../../../template/lua-ts/modules/database/driver.ts'
import { SessionPool } from '../../../template/lua-ts/modules/database/session-pool.ts'
import { Stop } from '../../../template/lua-ts/modules/database/stop.ts'

interface Counted extends Session {
  broken: boolean
  closed: number
}

const newSession = (): Counted => {
  const session = { broken: false, closed: 0, rest() {}, cancel() {}, close() { session.closed++ } }
  return session as unknown as Counted
}

const poolOf = (poolSize: number, connect: () => Session | Promise<Session> = newSession, idleTimeoutMs = Infinity) =>
  new SessionPool({ dialect: 'sqlite', begin: 'BEGIN', interleaves: true, idleTimeoutMs, poolSize, connect } satisfies Driver)

t.test('SessionPool.take() gives an idle session, a new one, or one that comes back', async (t) => {
  const pool = poolOf(1)
  const first = pool.take(new Stop()) as Counted
  t.equal(pool.exhausted, true)
  const waiting = pool.take(new Stop())
  t.ok(waiting instanceof Promise)
  pool.give(first)
  t.equal(await waiting, first)
  pool.give(first)
  t.equal(pool.take(new Stop()), first)
  t.equal(pool.size, 1)
})

t.test('SessionPool.take() gives up with its work', async (t) => {
  const pool = poolOf(1)
  const first = pool.take(new Stop()) as Counted
  const stop = new Stop()
  const waiting = pool.take(stop) as Promise<Session>
  stop.stop()
  await t.rejects(waiting, { name: 'GivenUpError' })
  pool.give(first)
  t.equal(pool.take(new Stop()), first, 'nobody else got it')
})

t.test('SessionPool.give() replaces what is broken', async (t) => {
  const pool = poolOf(1)
  const first = pool.take(new Stop()) as Counted
  const waiting = pool.take(new Stop())
  first.broken = true
  pool.give(first)
  const second = await waiting
  t.not(second, first)
  t.equal(first.closed, 1)
  t.equal(pool.size, 1)
})

t.test('SessionPool.take() tells everybody who waits that there is no server', async (t) => {
  let refuse: ((error: Error) => void) | undefined
  const pool = poolOf(1, () => new Promise((_, reject) => { refuse = reject }))
  const all = [pool.take(new Stop()), pool.take(new Stop()), pool.take(new Stop())] as Promise<Session>[]
  refuse!(new Error('refused'))
  for (const taken of all) await t.rejects(taken, /refused/)
  t.equal(pool.size, 0)
})

t.test('SessionPool closes what is idle for too long, and all at its end', async (t) => {
  const pool = poolOf(2, newSession, 5)
  const [first, second] = [pool.take(new Stop()), pool.take(new Stop())] as Counted[]
  pool.give(first!)
  while (first!.closed === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  t.equal(pool.size, 1)
  pool.close()
  pool.give(second!)
  t.equal(second!.closed, 1)
  t.equal(pool.size, 0)
})
