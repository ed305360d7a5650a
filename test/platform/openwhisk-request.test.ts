import t from 'tap'
import type { Parameters } from '../../template/lua-ts/platform/openwhisk-request.ts'
import { isTextType, webRequest } from '../../template/lua-ts/platform/openwhisk-request.ts'
import { engines } from '../support/lua-function.ts'
import { actionContainer } from '../support/openwhisk-run.ts'

const request = (parameters: Parameters) => {
  const found = webRequest(parameters)
  if (!found) return undefined
  const { body, ...others } = found
  return { ...others, body: Buffer.from((body.read() as Uint8Array | undefined) ?? []).toString('latin1') }
}

t.test('webRequest() reads raw requests as they came', async (t) => {
  t.same(request({ __ow_method: 'post', __ow_path: '/a b', __ow_query: 'x=1&x=2', __ow_headers: { 'content-type': 'application/json', 'x-a': 'é' }, __ow_body: 'eyJhIjoxfQ==' }), {
    method: 'POST', path: '/a%20b', query: 'x=1&x=2', headers: ['content-type', 'application/json', 'x-a', Buffer.from('é').toString('latin1')], body: '{"a":1}',
  })
  t.match(request({ __ow_method: 'post', __ow_query: '', __ow_headers: { 'content-type': 'text/plain' }, __ow_body: 'abcd' }), { body: 'abcd', path: '/' })
  t.match(request({ __ow_method: 'put', __ow_query: '', __ow_headers: { 'content-type': 'image/png' }, __ow_body: 'AP8=' }), { body: '\0\xff' })
  t.match(request({ __ow_method: 'put', __ow_query: '', __ow_headers: { 'content-type': 'application/json' }, __ow_body: '{"a":1}' }), { body: '{"a":1}' })
})

t.test('webRequest() puts parsed parameters back into query or body', async (t) => {
  t.match(request({ __ow_method: 'get', __ow_path: '', __ow_headers: {}, name: 'Ada L', n: 1 }), { method: 'GET', path: '/', query: 'name=Ada%20L&n=1', body: '' })
  t.match(request({ __ow_method: 'post', __ow_headers: { 'content-type': 'application/x-www-form-urlencoded' }, name: 'Ada', list: [] }), {
    query: '', headers: ['content-type', 'application/json'], body: '{"name":"Ada","list":[]}',
  })
  t.match(request({ __ow_method: 'post', __ow_headers: {}, n: 1 }), { headers: ['content-type', 'application/json'], body: '{"n":1}' })
  t.match(request({ __ow_method: 'post', __ow_headers: { 'content-type': 'text/plain' }, __ow_body: 'text', tag: 'a' }), { query: 'tag=a', body: 'text' })
  t.equal(request({ name: 'Ada' }), undefined)
})

t.test('isTextType() knows what OpenWhisk takes as text', async (t) => {
  for (const type of ['text/html', 'application/json; charset=utf-8', 'application/problem+json', 'application/xml', 'application/x-www-form-urlencoded']) t.ok(isTextType(type), type)
  for (const type of ['', 'image/png', 'application/octet-stream', 'application/jsonx/y', 'multipart/form-data']) t.notOk(isTextType(type), type)
})

for (const engine of engines) {
  t.test(`webResponse() answers web actions as OpenWhisk takes it on ${engine}`, async (t) => {
    const action = await actionContainer(t, engine)
    await action.init(`return function(event, context)
  local kind = event.path:sub(2)
  if kind == "json" then return { n = 1, list = {} } elseif kind == "nothing" then return nil
  elseif kind == "bytes" then return { statusCode = 200, headers = { ["Content-Type"] = "image/png" }, body = "\\0\\255" }
  elseif kind == "bad" then return "\\255"
  elseif kind == "cookies" then return { statusCode = 302, headers = { ["Set-Cookie"] = { "a=1", "b=2" }, Location = "/" } }
  elseif kind == "write" then context:write("one") context:write("two") return end
  return "Hello, " .. (event.name or "World") .. " " .. event.method
end`)
    const web = async (path: string, more = {}) => (await action.run({ __ow_method: 'get', __ow_headers: {}, __ow_path: path, ...more })).body
    const text = { 'content-type': 'text/plain; charset=utf-8' }
    t.same(await web('/', { name: 'Ada' }), { statusCode: 200, headers: text, body: 'Hello, Ada GET' })
    t.same(await web('/json'), { statusCode: 200, headers: { 'content-type': 'application/json' }, body: { n: 1, list: {} } })
    t.same(await web('/nothing'), { statusCode: 204, headers: {}, body: '' })
    t.same(await web('/bytes'), { statusCode: 200, headers: { 'content-type': 'image/png' }, body: 'AP8=' })
    t.match(await web('/bad'), { error: /Bad reply: Cannot send a body that is not UTF-8 as "text\/plain/ })
    t.same(await web('/cookies'), { statusCode: 302, headers: { 'set-cookie': ['a=1', 'b=2'], location: '/' }, body: '' })
    t.same(await web('/write'), { statusCode: 200, headers: text, body: 'onetwo' })
  })
}
