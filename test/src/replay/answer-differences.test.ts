import t from 'tap'
import { answerDifferences } from '../../../src/replay/answer-differences.ts'
import { RecordingMask } from '../../../template/lua-ts/host/recording-mask.ts'

const mask = new RecordingMask(true)
mask.add('key', Buffer.from('hunter22'))
const answer = { status: 200, headers: ['A', 'b'], body: Buffer.from('text'), cut: false, failure: undefined }

t.test('answerDifferences() finds none where none are', async (t) => {
  t.same(answerDifferences(answer, answer, mask), [])
  t.same(answerDifferences({ ...answer, headers: ['X', '1', 'Y', '2'] }, { ...answer, headers: ['y', '2', 'x', '1'] }, mask), [], 'order and case of names mean nothing')
  t.same(answerDifferences({ ...answer, body: Buffer.from('{"a":1,"b":[2]}') }, { ...answer, body: Buffer.from('{"b":[2],"a":1}') }, mask), [], 'nor does the order of JSON fields')
  t.same(answerDifferences({ ...answer, headers: ['Set-Cookie', '***'], body: Buffer.from('${secret:key}') }, { ...answer, headers: ['Set-Cookie', 'a=1'], body: Buffer.from('hunter22') }, mask), [], 'secrets are compared as they were kept')
})

t.test('answerDifferences() tells of each', async (t) => {
  const now = { status: 500, headers: ['A', 'c', 'D', 'e', 'D', 'f'], body: Buffer.from('te'), cut: true, failure: 'x' }
  t.same(answerDifferences({ ...answer, headers: ['A', 'b', 'G', 'h'] }, now, mask), [
    'status: 200 before, 500 now',
    'header a: "b" before, "c" now',
    'header g: "h" before, none now',
    'header d: none before, "e, f" now',
    'body: from byte 3 on "xt" before, nothing now',
    'it breaks off',
  ])
  t.same(answerDifferences({ ...answer, cut: true }, answer, mask), ['it broke off before, and does not now'])
})
