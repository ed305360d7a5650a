import t from 'tap'
import type { Call } from '../../template/lua-ts/host/call.ts'
import { runActivation } from '../../template/lua-ts/platform/openwhisk-run.ts'
import type { Activation } from '../../template/lua-ts/platform/openwhisk-run.ts'

/** Runs an activation with a function that answers `{}`, and tells what call it got. */
const callOf = async (activation: Activation, marginMs = 100): Promise<Call> => {
  let seen: Call | undefined
  await runActivation(async (call) => {
    seen = call
    call.reply.send(200, [], Buffer.from('{}'))
  }, activation, marginMs)
  return seen!
}

t.test('runActivation() hands an event over as a message, with what the platform tells', async (t) => {
  const call = await callOf({ value: { name: 'Ada' }, fields: { activation_id: 'a1', namespace: 'guest', action_name: '/guest/x' } })
  t.equal(call.id, 'a1')
  t.equal(Buffer.from(call.message!).toString(), '{"name":"Ada"}')
  t.match(call.details, { activation_id: 'a1', request_id: 'a1', namespace: 'guest', action_name: '/guest/x' })
  t.same(call.environment, { __OW_ACTIVATION_ID: 'a1', __OW_NAMESPACE: 'guest', __OW_ACTION_NAME: '/guest/x' })
  t.equal(call.aborted, false)
  t.doesNotThrow(call.onAbort(() => {}))
})

t.test('runActivation() makes a request of a web action and a web response of its answer', async (t) => {
  const activation = { value: { __ow_method: 'get', __ow_path: '/p', __ow_headers: {} }, fields: {} }
  const answer = await runActivation(async ({ event, message, reply }) => {
    t.match({ event, message }, { event: { method: 'GET', path: '/p' }, message: undefined })
    reply.send(201, ['Content-Type', 'text/plain'], Buffer.from('x'))
  }, activation, 0)
  t.same(JSON.parse(answer.toString()), { statusCode: 201, headers: { 'content-type': 'text/plain' }, body: 'x' })
})

t.test('runActivation() stops the handler before the platform\'s deadline', async (t) => {
  const leftOf = async (deadline: string, marginMs: number) => (await callOf({ value: {}, fields: { deadline } }, marginMs)).deadlineMs - performance.now()
  const near = await leftOf(String(Date.now() + 60_000), 1000)
  t.ok(near > 40_000 && near <= 59_000, `${near}`)
  const short = await leftOf(String(Date.now() + 60_000), 120_000)
  t.ok(short > 20_000 && short <= 30_000, `half of what is left: ${short}`)
  for (const meaningless of ['123', 'soon', '']) t.equal(await leftOf(meaningless, 0), Infinity)
})

t.test('runActivation() rejects when there is no answer', async (t) => {
  await t.rejects(runActivation(async () => {}, { value: {}, fields: {} }, 0), { message: 'The call ended without an answer' })
  await t.rejects(runActivation(async () => { throw new Error('broken') }, { value: {}, fields: {} }, 0), { message: 'broken' })
})
