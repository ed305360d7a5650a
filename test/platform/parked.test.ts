import t from 'tap'
import { Parked } from '../../template/lua-ts/platform/parked.ts'

t.test('Parked settles its promise from outside', async (t) => {
  const kept = new Parked<number>()
  kept.resolve(7)
  t.equal(await kept.promise, 7)
  const broken = new Parked<number>()
  broken.reject(new Error('gone'))
  await t.rejects(broken.promise, { message: 'gone' })
})

t.test('Parked does not end the process when it is rejected and nobody waits', async (t) => {
  let unhandled = 0
  const count = () => void unhandled++
  process.on('unhandledRejection', count)
  t.teardown(() => process.off('unhandledRejection', count))
  new Parked<void>().reject(new Error('gone'))
  await new Promise((resolve) => setTimeout(resolve, 10))
  t.equal(unhandled, 0)
})
