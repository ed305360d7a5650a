import t from 'tap'
import { answerJson } from '../../../src/gateway/answer-json.ts'
import { listening } from '../fixtures/listening.ts'

t.test('answerJson() sends status, type and length', async t => {
  const port = await listening(t, (_req, res) => answerJson(res, 201, { name: 'grün' }))
  const res = await fetch(`http://127.0.0.1:${port}`)
  t.equal(res.status, 201)
  t.equal(res.headers.get('content-type'), 'application/json')
  t.equal(res.headers.get('content-length'), '16')
  t.same(await res.json(), { name: 'grün' })
})
