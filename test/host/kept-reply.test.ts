import t from 'tap'
import { AbortedError, BadRequestError, HandlerError } from '../../template/lua-ts/host/errors.ts'
import { isFailed, KeptReply } from '../../template/lua-ts/host/kept-reply.ts'
import { callOf } from '../support/function-call.ts'

t.test('KeptReply passes an answer on and keeps it', async (t) => {
  const { call, answer } = callOf()
  const reply = new KeptReply(call.reply, () => true)
  t.equal(reply.headSent, false)
  reply.head(201, ['A', 'b'])
  const memory = Buffer.from('one')
  await reply.write(memory)
  memory.fill(0)
  await reply.write(Buffer.from('two'))
  reply.end()
  t.match(answer, { status: 201, headers: ['A', 'b'], ended: true })
  t.same([reply.headSent, reply.status, reply.bytes], [true, 201, 6])
  t.same(reply.answer(undefined), { status: 201, headers: ['A', 'b'], body: Buffer.from('onetwo'), cut: false, failure: undefined })
})

t.test('KeptReply keeps a whole answer, without what there is no room for', async (t) => {
  const { call, answer } = callOf()
  const reply = new KeptReply(call.reply, (bytes) => bytes < 3)
  reply.send(200, [], Buffer.from('much'))
  t.equal(answer.body.toString(), 'much')
  t.equal(reply.answer(undefined).body.length, 0)
})

t.test('KeptReply tells what a failed call is answered', async (t) => {
  const failed = new KeptReply(callOf().call.reply, () => true)
  t.match(failed.answer(new HandlerError('no', 'traceback')), { status: 500, body: Buffer.from('Internal Server Error\n'), cut: false, failure: 'traceback' })
  t.match(failed.answer(new BadRequestError('Not JSON')), { status: 400, body: Buffer.from('Not JSON\n'), failure: 'Not JSON' })
  const begun = new KeptReply(callOf().call.reply, () => true)
  begun.head(200, [])
  t.match(begun.answer(new HandlerError('no')), { status: 200, cut: true })
  begun.reset()
  t.match(begun.answer(undefined), { cut: true })
})

t.test('isFailed() is true for 500 and above and for answers that break off, not when the client went away', async (t) => {
  const answer = { status: 200, headers: [], body: Buffer.alloc(0), cut: false, failure: undefined }
  t.equal(isFailed(answer, undefined), false)
  t.equal(isFailed({ ...answer, status: 499 }, undefined), false)
  t.equal(isFailed({ ...answer, status: 500 }, undefined), true)
  t.equal(isFailed({ ...answer, cut: true }, new Error('x')), true)
  t.equal(isFailed({ ...answer, cut: true }, new AbortedError('x')), false)
})
