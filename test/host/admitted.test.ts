import t from 'tap'
import { admitted } from '../../template/lua-ts/host/admitted.ts'
import { BusyError, DrainingError } from '../../template/lua-ts/host/errors.ts'
import { slots } from '../../template/lua-ts/host/slots.ts'
import { fakeCall } from './fake-call.ts'

const open = { serving: true }

t.test('admitted() rejects with of-watchdog’s words when max_inflight calls run', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const run = admitted(slots(1), open)(() => promise)
  const first = run(fakeCall())
  await t.rejects(run(fakeCall()), new BusyError('Concurrent request limit exceeded. Max concurrent requests: 1'))
  resolve()
  await first
  await run(fakeCall())
})

t.test('admitted() gives the slot back when the call fails', async (t) => {
  const one = slots(1)
  const run = admitted(one, open)(async () => {
    throw new Error('broken')
  })
  await t.rejects(run(fakeCall()), { message: 'broken' })
  t.notOk(one.full)
})

t.test('admitted() rejects with DrainingError, without a slot, when nothing is served any more', async (t) => {
  const one = slots(1)
  let ran = false
  const run = admitted(one, { serving: false })(async () => void (ran = true))
  await t.rejects(run(fakeCall()), DrainingError)
  t.notOk(ran)
  t.notOk(one.full)
})
