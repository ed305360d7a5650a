import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import type { Request } from '../support/function-call.ts'

const form = ['Content-Type', 'application/x-www-form-urlencoded']

for (const engine of engines) {
  /** Answers of a handler with this body; what it returns as a table comes back as JSON. */
  const handler = async (test: { after(fn: () => void): unknown }, body: string, luaMaxBodyBytes = 1000) => {
    const f = await functionOf(test, `return function(event, context)\n${body}\nend`, { engine, settings: { luaMaxBodyBytes } })
    const text = async (request?: Request) => (await f.request(request)).body.toString('latin1')
    return { f, text, json: async (request?: Request) => JSON.parse(await text(request)) as unknown }
  }

  t.test(`Events have each part of the request on ${engine}`, async (t) => {
    const { json } = await handler(t, `return { event.method, event.httpMethod, event.path, event.rawQueryString, event.query, event.queryStringParameters,
  event.multiValueQueryStringParameters, event.headers, event.multiValueHeaders, event.isBase64Encoded, event.body,
  event.query == event.queryStringParameters, event.headers == event.headers, getmetatable(event), type(event) }`)
    t.same(await json({
      method: 'PATCH', path: '/a%20b/c', query: 'x=1&y=%C3%A4+b&x=2&z', body: 'the body',
      headers: ['Host', 'h', 'X-Twice', 'a', 'x-twice', 'b', 'Cookie', 'c=1', 'cookie', 'd=2'],
    }), [
      'PATCH', 'PATCH', '/a%20b/c', 'x=1&y=%C3%A4+b&x=2&z', { x: '2', y: 'Ã¤ b', z: '' }, { x: '2', y: 'Ã¤ b', z: '' },
      { x: ['1', '2'], y: ['Ã¤ b'], z: [''] }, { host: 'h', 'x-twice': 'a, b', cookie: 'c=1; d=2' },
      { host: ['h'], 'x-twice': ['a', 'b'], cookie: ['c=1', 'd=2'] }, false, 'the body', true, true, 'event', 'table',
    ])
  })

  t.test(`Events look unknown names up in body and query on ${engine}`, async (t) => {
    const { json } = await handler(t, 'local out = {} for i, name in ipairs({ "a", "b", "none" }) do local v = event[name] out[i] = v == nil and "nil" or v end return out')
    const rows: readonly (readonly [why: string, request: Request, wanted: unknown[]])[] = [
      ['query', { query: 'a=1&b=2&a=3' }, ['3', '2', 'nil']],
      ['JSON object', { body: '{"a":1,"b":[true]}' }, [1, [true], 'nil']],
      ['JSON object in pieces', { body: [' {"a"', ':1,"b":', '"x"}'] }, [1, 'x', 'nil']],
      ['the body before the query', { body: '{"a":1}', query: 'a=q&b=q' }, [1, 'q', 'nil']],
      ['form', { body: 'a=1&b=%2B+&a=2', headers: form }, ['2', '+ ', 'nil']],
      ['JSON under the type of a form, as curl -d sends it', { body: '{"a":1,"b":"two"}', headers: form }, [1, 'two', 'nil']],
      ['JSON with its own type', { body: '{"a":1,"b":2}', headers: ['content-type', 'application/vnd.api+json; charset=utf-8'] }, [1, 2, 'nil']],
      ['a form without its type', { body: 'a=1&b=2' }, ['nil', 'nil', 'nil']],
      ['JSON that is no object', { body: '[1,2]', query: 'a=q' }, ['q', 'nil', 'nil']],
      ['broken JSON', { body: '{"a":1,', query: 'a=q' }, ['q', 'nil', 'nil']],
      ['a type that has no parameters', { body: '{"a":1}', headers: ['Content-Type', 'image/png'], query: 'b=q' }, ['nil', 'q', 'nil']],
      ['JSON null', { body: '{"a":null,"b":false}', query: 'a=q' }, [null, false, 'nil']],
      ['nothing', {}, ['nil', 'nil', 'nil']],
    ]
    for (const [why, request, wanted] of rows) t.same(await json(request), wanted, why)
  })

  t.test(`Events keep names and values that are no UTF-8 on ${engine}`, async (t) => {
    const { text } = await handler(t, 'local out = {} for name, value in pairs(event.query) do out[#out + 1] = name .. "=" .. value end return table.concat(out, "&") .. "|" .. tostring(event["\\255\\0"])')
    t.equal(await text({ query: '%ff%00=%80%e4' }), '\xff\0=\x80\xe4|\x80\xe4')
    t.equal(await text({ body: '%ff%00=%80', headers: form }), '|\x80')
  })

  t.test(`Events let fields win over parameters of the same name on ${engine}`, async (t) => {
    const { json } = await handler(t, 'return { event.method, event.path, type(event.json), event.query.method, event:json().path }')
    t.same(await json({ method: 'POST', query: 'method=q&json=q', body: '{"path":"p"}' }), ['POST', '/', 'function', 'q', 'p'])
  })

  t.test(`Events can be changed as any table on ${engine}`, async (t) => {
    const { json } = await handler(t, 'event.user = "u" event.method = "changed" event.query.a = "b" return { event.user, event.method, event.httpMethod, event.query.a, rawlen(event), tostring(event[1]), tostring(event[true]), tostring(event[{}]) }')
    t.same(await json({ method: 'PUT', query: 'a=1' }), ['u', 'changed', 'PUT', 'b', 0, 'nil', 'nil', 'nil'])
  })

  t.test(`pairs(event) shows every field and json.encode the same on ${engine}`, async (t) => {
    const { json } = await handler(t, `local names, json = {}, require("json")
for name, value in pairs(event) do names[#names + 1] = name .. ":" .. type(value) end
table.sort(names)
return { names, json.decode(json.encode(event)) }`)
    t.same(await json({ method: 'POST', query: 'q=1', body: ['the ', 'body'], headers: ['A', 'b'] }), [
      ['body:string', 'headers:table', 'httpMethod:string', 'isBase64Encoded:boolean', 'method:string', 'multiValueHeaders:table',
        'multiValueQueryStringParameters:table', 'path:string', 'query:table', 'queryStringParameters:table', 'rawQueryString:string'],
      { method: 'POST', httpMethod: 'POST', path: '/', rawQueryString: 'q=1', query: { q: '1' }, queryStringParameters: { q: '1' },
        multiValueQueryStringParameters: { q: ['1'] }, headers: { a: 'b' }, multiValueHeaders: { a: ['b'] }, isBase64Encoded: false, body: 'the body' },
    ])
  })
}

for (const engine of engines) {
  t.test(`Events show the few fields of the platform's own event that nobody can send on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event)
  return { tostring(event.requestContext and event.requestContext.stage), tostring(event.pathParameters), tostring(event.version), tostring(event.cookies and #event.cookies) }
end`, { engine })
    const source = '{"requestContext":{"stage":"prod"},"pathParameters":null,"version":"2.0","cookies":["a=1","b=2"]}'
    t.equal((await f.request({ source, query: 'pathParameters=x&version=mine&requestContext=y' })).body.toString(), '["prod","nil","mine","2"]')
    t.equal((await f.request({ query: 'version=mine' })).body.toString(), '["nil","nil","mine","nil"]')
  })
}
