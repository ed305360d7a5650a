import t from 'tap'
import { AbortedError } from '../../template/lua-ts/host/errors.ts'
import { settled } from '../../template/lua-ts/host/settled.ts'
import { fakeCall } from './fake-call.ts'

t.test('settled() fails with the handler', async (t) => {
  const failing = settled(async () => {
    throw new Error('broken')
  })
  await t.rejects(async () => failing(fakeCall()), { message: 'broken' })
})

t.test('settled() waits until the answer has left', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const call = fakeCall({ flushed: () => promise })
  let ended = false
  const run = Promise.resolve(settled(async () => {})(call)).then(() => (ended = true))
  await new Promise((next) => setImmediate(next))
  t.notOk(ended)
  resolve()
  await run
})

t.test('settled() rejects when the rest of the answer can’t leave', async (t) => {
  const call = fakeCall({ flushed: () => Promise.reject(new AbortedError('gone')) })
  await t.rejects(async () => settled(async () => {})(call), new AbortedError('gone'))
})

t.test('settled() waits for a handler whose client has gone: it still works', async (t) => {
  const call = fakeCall()
  const { promise, resolve } = Promise.withResolvers<void>()
  let ended = false
  const run = Promise.resolve(settled(() => promise)(call)).then(() => (ended = true))
  call.abort()
  await new Promise((next) => setImmediate(next))
  t.notOk(ended)
  resolve()
  await run
})
