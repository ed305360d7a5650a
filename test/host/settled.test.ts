import t from 'tap'
import { AbortedError } from '../../template/lua-ts/host/errors.ts'
import { settled } from '../../template/lua-ts/host/settled.ts'
import { fakeCall } from './fake-call.ts'

t.test('settled() ends with the handler, and leaves no listener behind', async (t) => {
  const call = fakeCall()
  await settled(10)(async () => {})(call)
  t.equal(call.listening, 0)
  const failing = settled(10)(async () => {
    throw new Error('broken')
  })
  await t.rejects(failing(call), { message: 'broken' })
  t.equal(call.listening, 0)
})

t.test('settled() waits until the answer has left', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const call = fakeCall({ flushed: () => promise })
  let ended = false
  const run = settled(10)(async () => {})(call).then(() => (ended = true))
  await new Promise((next) => setImmediate(next))
  t.notOk(ended)
  resolve()
  await run
})

t.test('settled() rejects when the rest of the answer can’t leave', async (t) => {
  const call = fakeCall({ flushed: () => Promise.reject(new AbortedError('gone')) })
  await t.rejects(settled(10)(async () => {})(call), new AbortedError('gone'))
})

t.test('settled() gives a handler up when it ignores that its client has gone', async (t) => {
  const call = fakeCall()
  const run = settled(5)(() => new Promise(() => {}))(call)
  call.abort()
  await t.rejects(run, AbortedError)
})

t.test('settled() lets a handler end in its own way when it notices in time', async (t) => {
  const call = fakeCall()
  const { promise, reject } = Promise.withResolvers<void>()
  const run = settled(60_000)(() => promise)(call)
  call.abort()
  reject(new AbortedError('noticed'))
  await t.rejects(run, new AbortedError('noticed'))
})
