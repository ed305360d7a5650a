import t from 'tap'
import { httpCall } from '../../src/http-call.ts'
import { readBody } from '../../src/gateway/read-body.ts'
import { listening } from './fixtures/listening.ts'

t.test('httpCall() sends headers and body as they are, and rejects without an answer', async t => {
  const port = await listening(t, (req, res) => req.pipe(res.setHeader('X-Seen', `${req.method} ${req.url} ${req.headers['x-mine']} ${req.headers['content-length']}`)))
  const answer = await httpCall({ url: `http://127.0.0.1:${port}/a//b`, method: 'PUT', headers: { 'X-Mine': '1' }, body: Buffer.from([0, 255]) })
  t.equal(answer.headers['x-seen'], 'PUT /a//b 1 2')
  t.same(await readBody(answer, 10), Buffer.from([0, 255]))
  await t.rejects(httpCall({ url: 'http://127.0.0.1:1/', method: 'GET', headers: {}, body: Buffer.alloc(0) }))
})
