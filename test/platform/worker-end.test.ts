import t from 'tap'
import { endOf } from '../../template/lua-ts/platform/worker-end.ts'
import { fakeWorker } from './fake-worker.ts'

const ending = (graceMs: number) => {
  const [a, b] = [fakeWorker(1), fakeWorker(2)]
  const workers = new Set([a, b])
  const end = endOf(workers, graceMs)
  const leave = (worker: typeof a, clean: boolean) => {
    workers.delete(worker)
    end.left(worker, clean)
  }
  return { a, b, end, leave }
}

t.test('all() of endOf() is true when all end without an error', async (t) => {
  const { a, b, end, leave } = ending(10_000)
  end.watch()
  const ended = end.all()
  t.same([a.orders, b.orders], [[{ kind: 'end' }], [{ kind: 'end' }]])
  for (const worker of [a, b]) {
    end.begun(worker)
    leave(worker, true)
  }
  t.equal(await ended, true)
})

t.test('all() of endOf() is false when one was lost since watch(), unless it served nothing', async (t) => {
  for (const [serving, clean] of [
    [true, false],
    [false, true],
  ] as const) {
    const { a, b, end, leave } = ending(10_000)
    end.watch()
    b.serving = serving
    leave(b, false)
    const ended = end.all()
    leave(a, true)
    t.equal(await ended, clean)
  }
})

t.test('all() of endOf() kills a worker that does not hear', async (t) => {
  const { a, b, end, leave } = ending(20)
  end.watch()
  const ended = end.all()
  end.begun(b)
  while (a.kills === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  leave(a, false)
  leave(b, true)
  t.equal(await ended, false)
  t.equal(b.kills, 0)
})

t.test('kill() of endOf() ends all at once', async (t) => {
  const { a, b, end, leave } = ending(10_000)
  const killed = end.kill()
  t.same([a.kills, b.kills], [1, 1])
  leave(a, false)
  leave(b, false)
  await killed
})
