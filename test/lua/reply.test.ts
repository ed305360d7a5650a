import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import type { Request } from '../support/function-call.ts'

const plain = 'text/plain; charset=utf-8'

/** What a handler returns, and what goes out: status, headers and body as Latin-1. */
const sent: readonly (readonly [returned: string, status: number, headers: string[], body: string])[] = [
  ['"text"', 200, ['Content-Type', plain], 'text'],
  ['""', 200, [], ''],
  ['"\\0\\255\\128"', 200, ['Content-Type', plain], '\0\xff\x80'],
  ['"text", "second result"', 200, ['Content-Type', plain], 'text'],
  ['', 204, [], ''],
  ['nil', 204, [], ''],
  ['nil, nil', 204, [], ''],
  ['{ statusCode = 201 }', 201, [], ''],
  ['{ statusCode = 201.0, body = "made" }', 201, ['Content-Type', plain], 'made'],
  ['{ body = "b" }', 200, ['Content-Type', plain], 'b'],
  ['{ body = 12 }', 200, ['Content-Type', plain], '12'],
  ['{ body = 1.5 }', 200, ['Content-Type', plain], '1.5'],
  ['{ body = "" }', 200, [], ''],
  ['{ body = { a = 1 } }', 200, ['Content-Type', 'application/json'], '{"a":1}'],
  ['{ statusCode = 422, body = { 1, 2 }, headers = { ["content-TYPE"] = "application/problem+json" } }', 422, ['content-TYPE', 'application/problem+json'], '[1,2]'],
  ['{ body = "h", headers = { ["X-A"] = "1" } }', 200, ['X-A', '1', 'Content-Type', plain], 'h'],
  ['{ body = "h", headers = { ["X-N"] = 5 } }', 200, ['X-N', '5', 'Content-Type', plain], 'h'],
  ['{ body = "h", headers = { ["Set-Cookie"] = { "a=1", "b=2" } } }', 200, ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Type', plain], 'h'],
  ['{ body = "h", headers = { ["X-None"] = {} } }', 200, ['Content-Type', plain], 'h'],
  ['{ body = "h", headers = { ["X-Bytes"] = "\\228" } }', 200, ['X-Bytes', '\xe4', 'Content-Type', plain], 'h'],
  ['{ body = "AP+A", isBase64Encoded = true }', 200, ['Content-Type', plain], '\0\xff\x80'],
  ['{ body = "", isBase64Encoded = true }', 200, [], ''],
  ['{ body = "AP+A", isBase64Encoded = false }', 200, ['Content-Type', plain], 'AP+A'],
  ['{ message = "json" }', 200, ['Content-Type', 'application/json'], '{"message":"json"}'],
  ['{ 1, "two", { three = true } }', 200, ['Content-Type', 'application/json'], '[1,"two",{"three":true}]'],
  ['{}', 200, ['Content-Type', 'application/json'], '{}'],
  ['{ statusCode = 200, body = function() return nil end }', 200, ['Content-Type', plain], ''],
]

/** What a handler may not return, and what the log says of it. */
const refused: readonly (readonly [returned: string, message: RegExp | string])[] = [
  ['true', 'Cannot send what the handler returned: expected a string, a table with "statusCode" and/or "body", a table to send as JSON, or nil; got a boolean'],
  ['42', /got a number$/],
  ['print', /got a function$/],
  ['coroutine.create(print)', /got a thread$/],
  ['{ statusCode = "200" }', 'statusCode must be a whole number from 200 to 599, got 200'],
  ['{ statusCode = 200.5 }', 'statusCode must be a whole number from 200 to 599, got 200.5'],
  ['{ statusCode = {} }', /^statusCode must be a whole number from 200 to 599, got table: 0x/],
  ['{ statusCode = 99 }', /99/],
  ['{ body = true }', 'body must be a string, a table to send as JSON, or a function that returns pieces, got a boolean'],
  ['{ body = "x", headers = "no" }', 'headers must be a table of names and values, got a string'],
  ['{ body = "x", headers = { "no" } }', /got a number as a name$/],
  ['{ body = "x", headers = { ["X-A"] = true } }', 'Header "X-A" has no value that can be sent: expected a string, a number or a list of these, got boolean'],
  ['{ body = "x", headers = { ["X-A"] = { "a", {} } } }', /^Header "X-A" .* got a list with a table$/],
  ['{ body = "%%%", isBase64Encoded = true }', 'isBase64Encoded is true but the body is not base64'],
  ['{ body = "abc", isBase64Encoded = true }', 'isBase64Encoded is true but the body is not base64'],
  ['{ f = print }', /^Cannot send the returned table as JSON: .*Cannot serialise function/],
  ['{ body = { [true] = 1 } }', /^Cannot send the returned table as JSON: .*Cannot serialise boolean/],
]

for (const engine of engines) {
  t.test(`send() sends every shape that a handler may return on ${engine}`, async (t) => {
    for (const [returned, status, headers, body] of sent) {
      const f = await functionOf(t, `return function() return ${returned} end`, { engine })
      const answer = await f.request()
      t.same([answer.status, answer.headers, answer.body.toString('latin1'), answer.ended], [status, headers, body, true], `return ${returned}`)
    }
  })

  t.test(`send() names what it can't send on ${engine}`, async (t) => {
    for (const [returned, message] of refused) {
      const f = await functionOf(t, `return function() return ${returned} end`, { engine })
      await t.rejects(f.request(), { name: 'BadReplyError', message }, `return ${returned}`)
    }
  })

  t.test(`send() takes nil and a message as a failure on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function(event) return nil, event.shown and setmetatable({}, { __tostring = function() return "shown" end }) or "no luck" end', { engine })
    await t.rejects(f.request(), { name: 'HandlerError', message: 'the handler returned nil, no luck' })
    await t.rejects(f.request({ query: 'shown=1' }), { name: 'HandlerError', message: 'the handler returned nil, shown' })
  })

  t.test(`send() streams a body that is a function on ${engine}`, async (t) => {
    const f = await functionOf(t, `local time = require("time")
return function(event)
  local n = 0
  return { statusCode = 206, headers = { ["X-S"] = "s" }, body = function()
    n = n + 1
    if event.fails and n == 3 then error("in the stream") end
    if event.wrong and n == 3 then return {} end
    time.sleep(0.001)
    if n <= 3 then return event.name .. n end
  end }
end`, { engine })
    const answer = await f.request({ query: 'name=%ff' })
    t.match(answer, { status: 206, headers: ['X-S', 's', 'Content-Type', plain], pieces: ['\xff1', '\xff2', '\xff3'], ended: true })
    for (const [query, message] of [['name=a&fails=1', /^handler\.lua:6: in the stream$/], ['name=a&wrong=1', /string expected, got table/]] as const) {
      const error = await f.request({ query }).catch((caught: unknown) => caught)
      t.match(error, { name: 'HandlerError', message })
      t.match((error as { traceback: string }).traceback, 'stack traceback:')
    }
  })

  t.test(`send() completes an answer that context:write began on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event, context)
  context:status(202)
  context:header("X-A", "1")
  context:write("one,")
  context:write("two")
  if event.last then return ",three" end
  if event.table then return { body = "no" } end
  if event.object then return { some = "value" } end
end`, { engine })
    const head = { status: 202, headers: ['X-A', '1', 'Content-Type', plain], ended: true }
    t.match(await f.request(), { ...head, pieces: ['one,', 'two'] })
    t.match(await f.request({ query: 'last=1' }), { ...head, pieces: ['one,', 'two', ',three'] })
    for (const query of ['table=1', 'object=1']) {
      await t.rejects(f.request({ query }), { name: 'BadReplyError', message: /status and headers went out with the first context:write/ }, query)
    }
  })

  t.test(`send() joins what context and the table say on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event, context)
  context:status(418)
  context:header("X-A", "context")
  context:header("X-B", "context")
  context:header("Content-Type", "text/css")
  if event.as == "text" then return "css" end
  if event.as == "none" then return end
  if event.as == "json" then return { a = 1 } end
  return { headers = { ["x-a"] = "table" }, body = "both" }
end`, { engine })
    const headersOf = async (request: Request) => {
      const { status, headers } = await f.request(request)
      return [status, ...headers]
    }
    const own = ['X-A', 'context', 'X-B', 'context', 'Content-Type', 'text/css']
    t.same(await headersOf({}), [418, 'x-a', 'table', 'X-B', 'context', 'Content-Type', 'text/css'])
    t.same(await headersOf({ query: 'as=text' }), [418, ...own])
    t.same(await headersOf({ query: 'as=none' }), [418, ...own])
    t.same(await headersOf({ query: 'as=json' }), [418, ...own])
  })

  t.test(`send() sends what has metamethods, and names those that fail, on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event)
  if event.bad then return setmetatable({}, { __json = function() error("broken") end }) end
  if event.wait then return { setmetatable({}, { __json = function() require("time").sleep(0) end }) } end
  if event.made then return { body = { setmetatable({}, { __json = function() return { made = true } end }) } } end
  if event.echo then return event end
  return setmetatable({ body = "raw" }, { __index = function() error("never") end })
end`, { engine })
    t.equal((await f.request()).body.toString(), 'raw')
    await t.rejects(f.request({ query: 'bad=1' }), { name: 'BadReplyError', message: 'Cannot send the returned table as JSON: handler.lua:2: broken' })
    await t.rejects(f.request({ query: 'wait=1' }), { name: 'BadReplyError', message: /attempt to wait inside a function/ })
    t.equal((await f.request({ query: 'made=1' })).body.toString(), '[{"made":true}]')
    t.match(JSON.parse((await f.request({ query: 'echo=1', body: 'b', method: 'PUT' })).body.toString()), { method: 'PUT', query: { echo: '1' }, body: 'b' })
    t.equal((await f.request()).status, 200, 'and the next request is served')
  })

  t.test(`send() refuses a body function where no body may be on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function(event) return { statusCode = tonumber(event.status), body = function() return nil end } end', { engine })
    for (const status of [204, 304]) {
      const refused = f.request({ query: `status=${status}` })
      await t.rejects(refused, { name: 'BadReplyError', message: `Cannot send a body with status ${status}: its body is a function; leave it out` })
    }
    t.equal((await f.request({ query: 'status=200' })).status, 200)
  })

  t.test(`send() leaves a body function uncalled for HEAD on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function() return { statusCode = 206, body = function() error("called") end } end', { engine })
    t.match(await f.request({ method: 'HEAD' }), { status: 206, pieces: [], ended: true })
  })

  t.test(`sendError() takes tables with statusCode only on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function(event) error(({ { statusCode = 418, body = "tea" }, { body = "no status" }, { statusCode = 404, body = { code = 4 } } })[tonumber(event.n)]) end', { engine })
    t.match(await f.request({ query: 'n=1' }), { status: 418, ended: true })
    await t.rejects(f.request({ query: 'n=2' }), { name: 'HandlerError', message: /^error object: table: 0x/ })
    const json = await f.request({ query: 'n=3' })
    t.same([json.status, json.headers, json.body.toString()], [404, ['Content-Type', 'application/json'], '{"code":4}'])
  })
}
