import t from 'tap'
import { readBody } from '../../../src/gateway/read-body.ts'
import { listening } from '../fixtures/listening.ts'

t.test('readBody() reads all bytes, or tells that there are too many', async t => {
  const port = await listening(t, (req, res) => void readBody(req, 5).then(body => res.end(body === undefined ? 'too long' : `got ${body}`)))
  const post = async (body: string) => (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body })).text()
  t.equal(await post('12345'), 'got 12345')
  t.equal(await post('123456'), 'too long')
  t.equal(await post(''), 'got ')
})
