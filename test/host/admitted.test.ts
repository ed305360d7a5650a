import t from 'tap'
import { admitted } from '../../template/lua-ts/host/admitted.ts'
import { AbortedError, BusyError, DrainingError } from '../../template/lua-ts/host/errors.ts'
import { slots } from '../../template/lua-ts/host/slots.ts'
import { fakeCall } from './fake-call.ts'

const open = { serving: true }

t.test('admitted() rejects with of-watchdog’s words when max_inflight calls run', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const run = admitted(slots(1), open)(() => promise)
  const first = run(fakeCall())
  await t.rejects(async () => run(fakeCall()), new BusyError('Concurrent request limit exceeded. Max concurrent requests: 1'))
  resolve()
  await first
  await run(fakeCall())
})

t.test('admitted() gives the slot back when the call fails', async (t) => {
  const one = slots(1)
  const run = admitted(one, open)(async () => {
    throw new Error('broken')
  })
  await t.rejects(async () => run(fakeCall()), { message: 'broken' })
  t.notOk(one.full)
})

t.test('admitted() rejects with DrainingError, without a slot, when nothing is served any more', async (t) => {
  const one = slots(1)
  let ran = false
  const run = admitted(one, { serving: false })(async () => void (ran = true))
  await t.rejects(async () => run(fakeCall()), DrainingError)
  t.notOk(ran)
  t.notOk(one.full)
})

t.test('admitted() waits for a slot that others may lend', async (t) => {
  const answers = [true, false]
  const lent = { max: 1, full: true, take: async () => answers.shift() ?? false, give: () => {} }
  let ran = 0
  const run = admitted(lent, open)(async () => void ran++)
  await run(fakeCall())
  await t.rejects(async () => run(fakeCall()), BusyError)
  t.equal(ran, 1)
})

t.test('admitted() gives a slot back when the client has not waited for it', async (t) => {
  let given = 0
  const lent = { max: 1, full: true, take: async () => true, give: () => void given++ }
  const call = fakeCall()
  const running = admitted(lent, open)(async () => void t.fail('the call ran'))(call)
  call.abort()
  await t.rejects(async () => running, AbortedError)
  t.equal(given, 1)
})
