import t from 'tap'
import { timed } from '../../template/lua-ts/host/timed.ts'
import { fakeCall } from './fake-call.ts'

const limitOf = async (execTimeoutMs: number, asked?: string): Promise<number> => {
  const call = fakeCall({ headers: asked === undefined ? [] : ['X-Timeout', asked] })
  await timed(execTimeoutMs)(async () => {})(call)
  return Math.round(call.deadlineMs - call.startedMs)
}

t.test('timed() sets exec_timeout, and no limit when that is 0', async (t) => {
  t.equal(await limitOf(2000), 2000)
  t.equal(await limitOf(0), Infinity)
})

t.test('timed() takes X-Timeout when it is shorter', async (t) => {
  t.equal(await limitOf(2000, '500ms'), 500)
  t.equal(await limitOf(2000, '1.5s'), 1500)
  t.equal(await limitOf(2000, '2s'), 2000)
  t.equal(await limitOf(0, '1m'), 60_000, 'also where exec_timeout is off')
})

for (const asked of ['3s', '0s', '0', '-1s', '-0s', '1', '+1', '', 'soon', '1 s', '1S', '1d']) {
  t.test(`timed() ignores X-Timeout when it is "${asked}"`, async (t) => {
    t.equal(await limitOf(2000, asked), 2000)
  })
}

t.test('timed() hands the call on, and its failure back', async (t) => {
  const failing = timed(1000)(async () => {
    throw new Error('broken')
  })
  await t.rejects(async () => failing(fakeCall()), { message: 'broken' })
})
