import t from 'tap'
import { BadReplyError } from '../../template/lua-ts/host/errors.ts'
import { RecordedReply } from '../../template/lua-ts/platform/recorded-reply.ts'

t.test('RecordedReply keeps a streamed answer', async (t) => {
  const reply = new RecordedReply('GET')
  t.same([reply.headSent, reply.ended, reply.status], [false, false, 0])
  reply.head(201, ['X-A', '1'])
  t.same([reply.headSent, reply.ended], [true, false])
  reply.write(Buffer.from('one'))
  reply.write(Buffer.alloc(0))
  reply.write(Buffer.from('two'))
  reply.end()
  t.same([reply.ended, reply.status, reply.bytes, reply.headers, Buffer.from(reply.body).toString()], [true, 201, 6, ['X-A', '1'], 'onetwo'])
})

t.test('RecordedReply is no whole answer after reset()', async (t) => {
  const reply = new RecordedReply('GET')
  reply.send(200, [], Buffer.from('x'))
  t.equal(reply.ended, true)
  reply.reset()
  t.equal(reply.ended, false)
})

t.test('RecordedReply has no body where HTTP has none', async (t) => {
  const head = new RecordedReply('HEAD')
  head.head(200, ['Content-Length', '9'])
  head.write(Buffer.from('some'))
  head.end()
  t.same([head.headers, head.bytes], [['Content-Length', '9'], 0])
  const empty = new RecordedReply('GET')
  empty.send(204, ['Content-Length', '0'], Buffer.alloc(0))
  t.same([empty.headers, empty.body.length], [[], 0])
})

t.test('RecordedReply refuses steps out of their order', async (t) => {
  const reply = new RecordedReply('GET')
  t.throws(() => reply.end(), BadReplyError)
  reply.send(200, [], Buffer.alloc(0))
  for (const step of [() => reply.end(), () => reply.head(200, []), () => reply.send(200, [], Buffer.alloc(0)), () => reply.write(Buffer.from('x'))]) t.throws(step, BadReplyError)
})
