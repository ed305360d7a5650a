import t from 'tap'
import { after, attempt, finishing } from '../../../template/lua-ts/modules/database/maybe-later.ts'

t.test('after() goes on at once with what is here', async (t) => {
  t.equal(after(1, (n) => n + 1), 2)
  t.equal(await after(Promise.resolve(1), (n) => n + 1), 2)
})

t.test('attempt() puts something in the place of a failure', async (t) => {
  const fail = () => { throw new Error('x') }
  t.equal(attempt(() => 1, () => 2), 1)
  t.equal(attempt<number>(fail, () => 2), 2)
  t.equal(await attempt<number>(async () => fail(), () => 2), 2)
})

t.test('finishing() runs the end once, however it went', async (t) => {
  let ends = 0
  const end = () => void ends++
  t.equal(finishing(() => 1, end), 1)
  t.throws(() => finishing(() => { throw new Error('x') }, end))
  await finishing(async () => 1, end)
  await t.rejects(finishing(async () => { throw new Error('x') }, end) as Promise<unknown>)
  t.equal(ends, 4)
})
