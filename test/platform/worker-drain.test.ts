import { createServer } from 'node:net'
import t from 'tap'
import { workerDrain } from '../../template/lua-ts/platform/worker-drain.ts'
import { fakeWorker } from './fake-worker.ts'

const drained = () => {
  const [a, b] = [fakeWorker(1), fakeWorker(2)]
  const share = { server: createServer(), waiting: 0 }
  const workers = new Set([a, b])
  return { a, b, share, workers, platform: workerDrain(workers, share) }
}

t.test('refresh() of workerDrain() resolves when all have reported, and their calls add up', async (t) => {
  const { a, b, platform } = drained()
  const refreshed = platform.refresh?.()
  t.same([a.orders, b.orders], [[{ kind: 'report' }], [{ kind: 'report' }]])
  platform.reported(a, { inFlight: 2, connections: 3, closed: false })
  platform.reported(b, { inFlight: 1, connections: 1, closed: false })
  await refreshed
  t.equal(platform.inFlight, 3)
})

t.test('refresh() of workerDrain() does not wait for ever for one that hangs', async (t) => {
  const { a, platform } = drained()
  const refreshed = platform.refresh?.()
  platform.reported(a, { inFlight: 1, connections: 1, closed: false })
  await refreshed
  t.equal(platform.inFlight, 1)
})

t.test('workerDrain() takes a worker for busy until it reports after its last connection', async (t) => {
  const { a, b, share, workers, platform } = drained()
  platform.reported(a, { inFlight: 0, connections: 0, closed: false })
  platform.reported(b, { inFlight: 0, connections: 0, closed: false })
  platform.closeListener()
  t.same([platform.inFlight, platform.connections], [2, 2])
  platform.reported(a, { inFlight: 0, connections: 0, closed: true })
  t.same([platform.inFlight, platform.connections], [1, 1])
  workers.delete(b)
  platform.left(b)
  t.same([platform.inFlight, platform.connections], [0, 0])
  share.waiting = 1
  t.equal(platform.connections, 1, 'one that no worker has yet')
})

t.test('workerDrain() passes its steps on to all', async (t) => {
  const { a, b, platform } = drained()
  platform.closeListener()
  platform.closeIdle()
  platform.sever('too late')
  t.same(a.orders, [{ kind: 'close' }, { kind: 'closeIdle' }, { kind: 'sever', reason: 'too late' }])
  t.same(b.orders, a.orders)
})
