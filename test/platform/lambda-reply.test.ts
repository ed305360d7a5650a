import t from 'tap'
import { BadReplyError } from '../../template/lua-ts/host/errors.ts'
import type { GatewayKind } from '../../template/lua-ts/platform/gateway-request.ts'
import type { Invocation, LambdaAnswers, Receipt } from '../../template/lua-ts/platform/lambda-client.ts'
import { bufferedReply } from '../../template/lua-ts/platform/lambda-reply.ts'

const invocation: Invocation = { id: 'i1', headers: {} as Invocation['headers'], body: Buffer.alloc(0) }
const accepted: Receipt = { status: 202, text: 'OK' }

const answersOf = () => {
  const posted: { id: string; body?: string; failure?: unknown }[] = []
  const client: LambdaAnswers = {
    respond: async ({ id }, body) => {
      posted.push({ id, body: Buffer.from(body).toString() })
      return accepted
    },
    fail: async ({ id }, failure) => {
      posted.push({ id, failure })
      return accepted
    },
    stream: () => { throw new Error('not streamed') },
  }
  const replyTo = (kind: GatewayKind | undefined, method = 'GET') => bufferedReply(client, invocation, kind, method)
  return { posted, replyTo }
}

t.test('bufferedReply() answers a request as its gateway takes it', async (t) => {
  const { posted, replyTo } = answersOf()
  const { reply, finish } = replyTo('http')
  reply.head(201, ['X-A', '1'])
  void reply.write(Buffer.from('one'))
  void reply.write(Buffer.from('two'))
  reply.end()
  t.same(posted, [], 'nothing is sent before the end')
  t.equal(await finish(), accepted)
  t.equal(posted[0]!.id, 'i1')
  t.same(JSON.parse(posted[0]!.body!), { statusCode: 201, headers: { 'X-A': '1' }, body: 'onetwo', isBase64Encoded: false })
})

t.test('bufferedReply() answers an event with its value, or with what was written as a string', async (t) => {
  const { posted, replyTo } = answersOf()
  const value = replyTo(undefined)
  value.reply.send(200, ['Content-Type', 'application/json'], Buffer.from('{"a":1}'))
  await value.finish()
  const text = replyTo(undefined)
  text.reply.send(200, ['Content-Type', 'text/plain'], Buffer.from('Grüße'))
  await text.finish()
  t.same(posted.map(({ body }) => body), ['{"a":1}', '"Grüße"'])
  const bytes = replyTo(undefined)
  bytes.reply.send(200, [], Buffer.from([255]))
  await t.rejects(bytes.finish(), BadReplyError)
})

t.test('bufferedReply() reports a failure in place of an answer', async (t) => {
  const { posted, replyTo } = answersOf()
  const failure = { errorType: 'Runtime.HandlerError', errorMessage: 'no', stackTrace: [] }
  await replyTo('rest').fail(failure as never)
  t.same(posted, [{ id: 'i1', failure }])
})
