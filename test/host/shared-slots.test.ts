import t from 'tap'
import { sharedSlots } from '../../template/lua-ts/host/shared-slots.ts'

const recorded = (max: number, share: number) => {
  const sent: string[] = []
  const slots = sharedSlots(max, share, {
    ask: (count) => void sent.push(`ask ${count}`),
    giveBack: (count) => void sent.push(`giveBack ${count}`),
  })
  return { slots, sent }
}

t.test('sharedSlots() asks for its share, and takes from it without a promise', async (t) => {
  const { slots, sent } = recorded(8, 2)
  slots.granted(2)
  t.equal(slots.take(), true)
  t.equal(slots.full, false)
  t.equal(slots.take(), true)
  slots.give()
  t.equal(slots.take(), true)
  t.same(sent, ['ask 2'])
})

t.test('sharedSlots() borrows before it refuses, with one question for all that wait', async (t) => {
  const { slots, sent } = recorded(8, 0)
  const taken = [slots.take(), slots.take(), slots.take()]
  t.same(sent, ['ask 1'])
  slots.granted(1)
  t.same(sent, ['ask 1', 'ask 2'])
  slots.granted(1)
  t.same(await Promise.all(taken), [true, true, false])
})

t.test('sharedSlots() hands a slot that is given back to who waits, whatever the answer is', async (t) => {
  const { slots } = recorded(1, 1)
  slots.granted(1)
  t.equal(slots.take(), true)
  const second = slots.take()
  slots.give()
  slots.granted(0)
  t.equal(await second, true)
})

t.test('sharedSlots() returns what it can spare, even if that is nothing', async (t) => {
  const { slots, sent } = recorded(8, 3)
  slots.granted(3)
  await slots.take()
  slots.recall(1)
  slots.recall(9)
  slots.recall(9)
  t.same(sent, ['ask 3', 'giveBack 1', 'giveBack 1', 'giveBack 0'])
})

t.test('full of sharedSlots() asks the others, and takes nothing', async (t) => {
  const { slots, sent } = recorded(2, 0)
  const no = slots.full
  slots.granted(1)
  t.equal(await no, false)
  t.equal(slots.full, false)
  slots.take()
  const yes = slots.full
  slots.granted(0)
  t.equal(await yes, true)
  t.same(sent, ['ask 1', 'ask 1'])
})
