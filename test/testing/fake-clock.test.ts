import t from 'tap'
import { FakeClock } from '../../template/lua-ts/testing/fake-clock.ts'

t.test('FakeClock stops the clock, sets it again, and lets it run', async (t) => {
  const clock = new FakeClock()
  t.teardown(() => clock.set(undefined))
  const realMs = Date.now()
  clock.set(1_700_000_000_000)
  t.equal(Date.now(), 1_700_000_000_000)
  t.equal(new Date().toISOString(), '2023-11-14T22:13:20.000Z')
  clock.set(0)
  t.equal(Date.now(), 0)
  await new Promise((resolve) => setTimeout(resolve, 1))
  t.equal(Date.now(), 0, 'timers go on')
  clock.set(undefined)
  t.ok(Date.now() >= realMs)
  clock.set(undefined)
})
