import t from 'tap'
import type { Test } from 'tap'
import { functionHost } from '../../../src/functions/function-host.ts'
import { functionPool } from '../../../src/functions/function-pool.ts'
import type { Lease } from '../../../src/functions/function-pool.ts'
import { stackFunction, standInProcesses } from '../fixtures/stand-in-program.ts'
import { until } from '../fixtures/until.ts'

const startPool = async (t: Test) => {
  const processes = standInProcesses()
  const pool = functionPool(stackFunction('hello'), (fn, onTrial) =>
    functionHost({ name: fn.name, processes, env: fn.environment, cwd: fn.handlerDir, print: () => {}, say: () => {}, onTrial }),
  )
  t.teardown(() => pool.kill())
  await pool.started
  return pool
}

const pidAt = async (lease: Lease | undefined): Promise<number> =>
  ((await (await fetch(`http://127.0.0.1:${lease?.port}/`)).json()) as { pid: number }).pid

t.test('functionPool() gives requests to the least busy of its hosts', async t => {
  const pool = await startPool(t)
  t.same(pool.metricsPorts(), [1])
  pool.scale(3)
  t.equal(pool.replicas(), 3)
  await until(() => pool.available() === 3)
  const leases = [pool.lease(), pool.lease(), pool.lease()]
  t.equal(new Set(leases.map(lease => lease?.port)).size, 3)
  leases[1]?.release()
  t.equal(pool.lease()?.port, leases[1]?.port)
  pool.scale(0)
  t.equal(pool.lease(), undefined)
  t.equal(pool.available(), 0)
  await pool.stop()
})

t.test('functionPool() reload() lets new hosts take over, and the old one finish', async t => {
  const pool = await startPool(t)
  const lease = pool.lease()
  const old = await pidAt(lease)
  const slow = await fetch(`http://127.0.0.1:${lease?.port}/slow`)
  t.equal(await pool.reload(stackFunction('hello', { environment: { colour: 'blue' } })), 'done')
  t.same(pool.fn.environment, { colour: 'blue' })
  t.not(await pidAt(pool.lease()), old)
  t.equal(await slow.text(), 'started\ndone\n')
  lease?.release()
  await until(async () => !(await fetch(`http://127.0.0.1:${lease?.port}/`).then(() => true, () => false)))
  await pool.stop()
})

t.test('functionPool() reload() keeps the old hosts when the new ones do not get ready', async t => {
  const pool = await startPool(t)
  const old = await pidAt(pool.lease())
  t.equal(await pool.reload(stackFunction('hello', { environment: { stand_in: 'broken' } })), 'failed')
  t.equal(await pidAt(pool.lease()), old)
  t.same(pool.fn.environment, {})
  const first = pool.reload(stackFunction('hello'))
  const second = pool.reload(stackFunction('hello'))
  t.equal(await first, 'superseded')
  t.equal(await second, 'done')
  await pool.stop()
})
