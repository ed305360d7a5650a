import t from 'tap'
import type { Call } from '../../template/lua-ts/host/call.ts'
import { BadReplyError } from '../../template/lua-ts/host/errors.ts'
import { recordedAnswer } from '../../template/lua-ts/platform/recorded-call.ts'

const request = { method: 'GET', path: '/a', query: 'b=1', headers: ['X-Call-Id', 'one'], body: Buffer.from('body') }

t.test('recordedAnswer() hands the request over and records a whole answer', async (t) => {
  let seen: unknown[] = []
  const answer = await recordedAnswer(async (call) => {
    const { id, event } = call
    seen = [id, event.method, event.path, event.query, event.body.length, await event.body.read(), await event.body.read()]
    call.reply.send(201, ['X-A', '1', 'Connection', 'close'], Buffer.from('text'))
  }, request)
  t.same(seen, ['one', 'GET', '/a', 'b=1', 4, Buffer.from('body'), undefined])
  t.same(answer, { status: 201, headers: ['X-A', '1', 'Content-Length', '4'], body: Buffer.from('text'), cut: false })
})

t.test('recordedAnswer() copies pieces, whose memory may be used again', async (t) => {
  const piece = Buffer.from('one')
  const answer = await recordedAnswer(async ({ reply }) => {
    reply.head(200, [])
    reply.write(piece)
    piece.write('two')
    reply.write(piece)
    reply.end()
  }, request)
  t.equal(Buffer.from(answer.body).toString(), 'onetwo')
  t.equal(answer.cut, false)
})

t.test('recordedAnswer() tells of an answer that broke off', async (t) => {
  const cut = async ({ reply }: Call) => {
    reply.head(200, [])
    reply.write(Buffer.from('some'))
    reply.reset()
  }
  t.match(await recordedAnswer(cut, request), { status: 200, cut: true })
})

t.test('recordedAnswer() refuses what the network would not take', async (t) => {
  const refused = async (act: (reply: Call['reply']) => void, pattern: RegExp, method = 'GET') =>
    await t.rejects(recordedAnswer(async ({ reply }) => act(reply), { ...request, method }), Object.assign(new BadReplyError(), { message: pattern }))
  await refused((reply) => reply.send(99, [], Buffer.alloc(0)), /Cannot send status 99/)
  await refused((reply) => reply.send(200, ['X-A', 'a\r\nb'], Buffer.alloc(0)), /X-A/)
  await refused((reply) => reply.send(204, [], Buffer.from('x')), /status 204/)
  await refused((reply) => reply.send(200, ['Content-Length', '3'], Buffer.from('x')), /the body has 1 bytes/)
  await refused((reply) => reply.write(Buffer.from('x')), /before its head/)
  await refused((reply) => { reply.head(200, []); reply.head(200, []) }, /head twice/)
  await refused((reply) => { reply.head(200, []); reply.end(); reply.write(Buffer.from('x')) }, /has ended/)
  await refused((reply) => { reply.head(304, []); reply.write(Buffer.from('x')) }, /status 304/)
  await refused((reply) => { reply.head(200, ['Content-Length', '1']); reply.write(Buffer.from('xy')) }, /more bytes/)
  await refused((reply) => { reply.head(200, ['Content-Length', '1']); reply.end() }, /after 0 bytes/)
})

t.test('recordedAnswer() answers HEAD without a body', async (t) => {
  const answer = await recordedAnswer(async ({ reply }) => reply.send(200, [], Buffer.from('text')), { ...request, method: 'HEAD' })
  t.same(answer, { status: 200, headers: ['Content-Length', '4'], body: Buffer.alloc(0), cut: false })
})
