import t from 'tap'
import { lambdaCall } from '../../template/lua-ts/platform/lambda-call.ts'
import type { LambdaCallOptions } from '../../template/lua-ts/platform/lambda-call.ts'
import { eventText } from '../events/load-event.ts'

const optionsOf = (body: string | Buffer, more: Partial<LambdaCallOptions> = {}, headers: Record<string, string> = {}): LambdaCallOptions => ({
  client: { respond: async () => ({ status: 202, text: '' }), fail: async () => ({ status: 202, text: '' }), stream: () => { throw new Error('not streamed') } },
  invocation: { id: 'i1', headers: headers as never, body: Buffer.from(body as string) },
  details: { function_version: '7' } as never,
  marginMs: 100,
  streams: false,
  ...more,
})

t.test('lambdaCall() makes a request of a gateway\'s event', async (t) => {
  const call = lambdaCall(optionsOf(eventText('apigateway-v2')))
  t.match(call, { id: 'i1', message: undefined, limit: 'function timeout', event: { method: /^[A-Z]+$/, path: /^\// } })
  t.ok(call.event.source, 'the event itself stays at hand')
  call.reply.send(200, [], Buffer.from('x'))
  t.match(await call.answer.finish(), { status: 202 })
})

t.test('lambdaCall() hands any other event over as it is', async (t) => {
  const call = lambdaCall(optionsOf('{"Records":[]}'))
  t.equal(Buffer.from(call.message!).toString(), '{"Records":[]}')
  t.equal(call.event.method, '')
})

t.test('lambdaCall() tells what the platform says of the invocation', async (t) => {
  const call = lambdaCall(optionsOf('{}', {}, { 'lambda-runtime-trace-id': 'Root=1', 'lambda-runtime-invoked-function-arn': 'arn:x' }))
  t.match(call.details, { function_version: '7' })
  t.same(call.environment, { _X_AMZN_TRACE_ID: 'Root=1' })
})

t.test('lambdaCall() stops the handler before the deadline, by half of what is left at most', async (t) => {
  const leftOf = (leftMs: number, marginMs: number) =>
    lambdaCall(optionsOf('{}', { marginMs }, { 'lambda-runtime-deadline-ms': String(Date.now() + leftMs) })).deadlineMs - performance.now()
  const near = leftOf(60_000, 1000)
  t.ok(near > 40_000 && near <= 59_000, `${near}`)
  const short = leftOf(60_000, 90_000)
  t.ok(short > 20_000 && short <= 30_000, `${short}`)
  t.equal(lambdaCall(optionsOf('{}')).deadlineMs, Infinity)
})
