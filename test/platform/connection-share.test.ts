import type { AddressInfo } from 'node:net'
import t from 'tap'
import type { Test } from 'tap'
import { connectionShare } from '../../template/lua-ts/platform/connection-share.ts'
import type { RunningWorker } from '../../template/lua-ts/platform/worker-places.ts'
import { fakeWorker } from './fake-worker.ts'
import { eventually } from './served.ts'
import { wire } from './wire.ts'

const shared = async (t: Test) => {
  const workers = new Set<RunningWorker>()
  const share = connectionShare(workers)
  await new Promise<void>((resolve) => share.server.listen(0, '127.0.0.1', resolve))
  const clients: ReturnType<typeof wire>[] = []
  t.teardown(() => {
    for (const { socket } of clients) socket.destroy()
    share.server.close()
  })
  const join = (id: number) => {
    const worker = fakeWorker(id)
    workers.add(worker)
    share.joined(worker)
    return worker
  }
  const connect = () => clients.push(wire((share.server.address() as AddressInfo).port))
  return { share, workers, join, connect }
}

t.test('connectionShare() hands connections out in turn, and the next one only when the last was taken', async (t) => {
  const { share, join, connect } = await shared(t)
  const [a, b] = [join(1), join(2)]
  for (let count = 0; count < 3; count++) connect()
  await eventually('the connections', () => share.waiting === 3)
  t.same([a.sockets.length, b.sockets.length], [1, 1])
  share.took(b)
  t.same([a.sockets.length, b.sockets.length], [1, 2])
  t.ok(b.sockets[0]?.destroyed)
  t.notOk(b.sockets[1]?.destroyed)
  t.equal(share.waiting, 2)
})

t.test('connectionShare() keeps connections while there is no worker', async (t) => {
  const { share, join, connect } = await shared(t)
  connect()
  await eventually('the connection', () => share.waiting === 1)
  t.equal(join(1).sockets.length, 1)
})

t.test('connectionShare() gives to another what a worker did not live to take', async (t) => {
  const { share, workers, join, connect } = await shared(t)
  const dying = join(1)
  connect()
  await eventually('the connection', () => dying.sockets.length === 1)
  const heir = join(2)
  workers.delete(dying)
  share.left(dying)
  await eventually('the heir', () => heir.sockets.length === 1)
  t.equal(heir.sockets[0], dying.sockets[0])
})

t.test('connectionShare() believes a worker’s last word', async (t) => {
  const { share, workers, join, connect } = await shared(t)
  const dying = join(1)
  connect()
  await eventually('the connection', () => dying.sockets.length === 1)
  const other = join(2)
  workers.delete(dying)
  share.left(dying)
  share.took(dying)
  await new Promise((resolve) => setTimeout(resolve, 150))
  t.equal(other.sockets.length, 0)
  connect()
  await eventually('the next connection', () => other.sockets.length === 1)
  t.equal(dying.sockets.length, 1)
})
