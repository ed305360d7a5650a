import t from 'tap'
import { slotPool } from '../../template/lua-ts/host/slot-pool.ts'
import type { SlotHolder, SlotPool } from '../../template/lua-ts/host/slot-pool.ts'
import { sharedSlots } from '../../template/lua-ts/host/shared-slots.ts'
import type { SharedSlots } from '../../template/lua-ts/host/shared-slots.ts'

const holder = () => {
  const heard: string[] = []
  return { heard, grant: (count: number) => void heard.push(`grant ${count}`), recall: (count: number) => void heard.push(`recall ${count}`) }
}

t.test('slotPool() lends what is free, and asks others for the rest', async (t) => {
  const pool = slotPool(4)
  const [a, b] = [holder(), holder()]
  pool.ask(a, 3)
  pool.ask(b, 2)
  t.same([a.heard, b.heard], [['grant 3', 'recall 1'], []])
  pool.returned(a, 1)
  t.same(b.heard, ['grant 2'])
  pool.ask(b, 1)
  pool.returned(a, 0)
  t.same(b.heard, ['grant 2', 'grant 0'])
  t.equal(pool.free, 0)
})

t.test('slotPool() lends the slots of one that is gone, and forgets its questions', async (t) => {
  const pool = slotPool(2)
  const [a, b, c] = [holder(), holder(), holder()]
  pool.ask(a, 2)
  pool.ask(b, 1)
  pool.ask(c, 1)
  pool.left(b)
  t.same(c.heard, [])
  pool.left(a)
  t.same([b.heard, c.heard], [[], ['grant 1']])
  t.equal(pool.free, 1)
})

t.test('slotPool() waits for one that does not answer once, and not again', async (t) => {
  const pool = slotPool(2, 20)
  const [stuck, b] = [holder(), holder()]
  pool.ask(stuck, 2)
  pool.ask(b, 1)
  t.same(b.heard, [])
  while (b.heard.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  pool.ask(b, 1)
  t.same(b.heard, ['grant 0', 'grant 0'])
  pool.returned(stuck, 1)
  t.equal(pool.free, 1)
})

/** A link that delivers each message a while later, in order. */
const later = async (): Promise<void> => {
  for (let turns = Math.floor(Math.random() * 4); turns >= 0; turns--) await new Promise((resolve) => setImmediate(resolve))
}

const member = (pool: SlotPool, max: number, share: number): SharedSlots => {
  let up = Promise.resolve()
  let down = Promise.resolve()
  const send = (deliver: () => void) => void (up = up.then(later).then(deliver))
  const receive = (deliver: () => void) => void (down = down.then(later).then(deliver))
  const holder: SlotHolder = {
    grant: (count) => receive(() => slots.granted(count)),
    recall: (count) => receive(() => slots.recall(count)),
  }
  const slots: SharedSlots = sharedSlots(max, share, {
    ask: (count) => send(() => pool.ask(holder, count)),
    giveBack: (count) => send(() => pool.returned(holder, count)),
  })
  return slots
}

t.test('slotPool() and sharedSlots() never let more in than there are, and all of them in the end', async (t) => {
  const max = 7
  const pool = slotPool(max, 10_000)
  const members = Array.from({ length: 3 }, () => member(pool, max, 2))
  let running = 0
  let most = 0
  const call = async (index: number): Promise<boolean> => {
    const slots = members[index % members.length]!
    if (!(await slots.take())) return false
    most = Math.max(most, ++running)
    await later()
    running--
    slots.give()
    return true
  }
  for (let round = 0; round < 100; round++) {
    await Promise.all(Array.from({ length: 20 }, () => call(Math.floor(Math.random() * 3))))
  }
  t.equal(most, max)
  t.equal(running, 0)
  for (const slots of members) {
    const taken = await Promise.all(Array.from({ length: max + 2 }, () => slots.take()))
    t.equal(taken.filter(Boolean).length, max, 'one worker can have them all')
    for (let count = 0; count < max; count++) slots.give()
  }
})
