import t from 'tap'
import { answerText } from '../../../src/invoke/answer-text.ts'

const answer = (body: Uint8Array | string) => ({ failed: false, status: 200, headers: ['X-A', '1', 'Set-Cookie', 'a', 'set-cookie', 'b', 'set-cookie', 'c'], body: Buffer.from(body) })

t.test('answerText() is the body, byte for byte', async t => {
  const bytes = Buffer.from([0, 255, 10])
  t.same(Buffer.from(answerText(answer(bytes), { json: false, toPerson: false })), bytes)
})

t.test('answerText() ends the last line for a person', async t => {
  for (const [body, text] of [['hi', 'hi\n'], ['hi\n', 'hi\n'], ['', '']] as const) {
    t.equal(Buffer.from(answerText(answer(body), { json: false, toPerson: true })).toString(), text)
  }
})

t.test('answerText() is all of the answer as JSON', async t => {
  const json = (body: Uint8Array | string): unknown => JSON.parse(Buffer.from(answerText(answer(body), { json: true, toPerson: true })).toString())
  t.same(json('\u00fc'), { status: 200, headers: { 'x-a': '1', 'set-cookie': ['a', 'b', 'c'] }, body: '\u00fc', isBase64Encoded: false })
  t.match(json(Buffer.from([255])), { body: '/w==', isBase64Encoded: true })
})
