import t from 'tap'
import { answerText } from '../../../src/gateway/answer-text.ts'
import { listening, raw } from '../fixtures/listening.ts'

t.test('answerText() sends a whole answer, its length in bytes', async t => {
  const port = await listening(t, (_req, res) => answerText(res, 404, 'nö\n', { Connection: 'close' }))
  const { text } = await raw(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  t.match(text, /^HTTP\/1\.1 404 Not Found\r\n/)
  t.match(text, 'Content-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\nConnection: close\r\n')
})
