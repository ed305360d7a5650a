import t from 'tap'
import { slots } from '../../template/lua-ts/host/slots.ts'

t.test('slots() refuses one more when all are taken, and gives a returned one out again', async (t) => {
  const two = slots(2)
  t.ok(two.take())
  t.notOk(two.full)
  t.ok(two.take())
  t.ok(two.full)
  t.notOk(two.take())
  two.give()
  t.notOk(two.full)
  t.ok(two.take())
  t.notOk(two.take())
})

t.test('slots() knows no limit when it is 0', async (t) => {
  const endless = slots(0)
  const taken = Array.from({ length: 1000 }, () => endless.take())
  t.ok(taken.every(Boolean))
  t.notOk(endless.full)
})
