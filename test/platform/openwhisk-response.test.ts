import t from 'tap'
import { BadReplyError } from '../../template/lua-ts/host/errors.ts'
import { actionResult, NoDictionaryError, webResponse } from '../../template/lua-ts/platform/openwhisk-response.ts'
import { RecordedReply } from '../../template/lua-ts/platform/recorded-reply.ts'

const replyOf = (body: string | Uint8Array, headers: string[] = [], status = 200): RecordedReply => {
  const reply = new RecordedReply('GET')
  reply.send(status, headers, Buffer.from(body as string))
  return reply
}
const web = (...args: Parameters<typeof replyOf>): unknown => JSON.parse(webResponse(replyOf(...args)).toString())

t.test('actionResult() takes objects, lists and nothing', async (t) => {
  t.equal(actionResult(replyOf('{"a":1}')).toString(), '{"a":1}')
  t.equal(actionResult(replyOf('[1]')).toString(), '[1]')
  t.equal(actionResult(replyOf('null')).toString(), '{}')
})

t.test('actionResult() refuses other values', async (t) => {
  for (const body of ['"text"', '7', 'true', '']) t.throws(() => actionResult(replyOf(body)), NoDictionaryError, body)
})

t.test('webResponse() sends text as it is, other types as base64', async (t) => {
  t.same(web('Grüße', ['Content-Type', 'text/plain']), { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: 'Grüße' })
  t.same(web(Buffer.from([0, 255]), ['Content-Type', 'image/png'], 201), { statusCode: 201, headers: { 'content-type': 'image/png' }, body: 'AP8=' })
  t.same(web('', ['Content-Type', 'image/png']), { statusCode: 200, headers: { 'content-type': 'image/png' }, body: '' })
  t.throws(() => webResponse(replyOf(Buffer.from([255]), ['Content-Type', 'text/plain'])), BadReplyError)
})

t.test('webResponse() sends a JSON body as a value where it is an object, a list or null', async (t) => {
  const type = ['Content-Type', 'application/json']
  t.match(webResponse(replyOf('{"n":12345678901234567890}', type)).toString(), '"body":{"n":12345678901234567890}}')
  t.match(web('"text"', type), { body: '"text"' })
  t.match(web('{broken', type), { body: '{broken' })
})

t.test('webResponse() gives headers their lists and leaves Content-Length to the platform', async (t) => {
  t.match(web('', ['Set-Cookie', 'a=1', 'set-cookie', 'b=2', 'SET-COOKIE', 'c=3', 'X-A', '1'], 302), { statusCode: 302, headers: { 'set-cookie': ['a=1', 'b=2', 'c=3'], 'x-a': '1', 'content-length': undefined } })
})
