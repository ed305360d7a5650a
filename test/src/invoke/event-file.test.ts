import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import { readEventFile } from '../../../src/invoke/event-file.ts'

const events = fileURLToPath(new URL('../../events', import.meta.url))
const none = Readable.from([])

t.test('readEventFile() finds the HTTP request in an event', async t => {
  const { request } = await readEventFile('apigateway-v2.json', events, none)
  t.match(request, { method: 'POST', path: '/users/42', query: 'tag=a&tag=b&q=a%20b%26c', body: Buffer.from('{"name":"Ada"}') })
  t.equal((await readEventFile('s3.json', events, none)).request, undefined)
})

t.test('readEventFile() reads standard input', async t => {
  t.same(await readEventFile('-', '/', Readable.from([Buffer.from('{"a":'), Buffer.from('1}')])), { text: '{"a":1}', request: undefined })
})

t.test('readEventFile() says what is wrong with a file', async t => {
  await t.rejects(readEventFile('absent.json', events, none), { name: 'CommandError', message: 'Cannot read "absent.json" (ENOENT): name a file with an event in JSON' })
  await t.rejects(readEventFile('-', '/', Readable.from([Buffer.from('{')])), { name: 'CommandError', message: /^-: Not JSON: / })
})
