import t from 'tap'
import type { Test } from 'tap'
import { functionTestsRun } from '../support/function-tests-run.ts'

const handler = `
local json = require "json"
local routes = {}
function routes.GET(event) return { statusCode = 200, headers = { ["X-Path"] = event.path, ["Set-Cookie"] = { "a=1", "b=2" } }, body = event.rawQueryString } end
function routes.POST(event)
  return { statusCode = 201, headers = { ["X-Type"] = event.headers["content-type"], ["X-List"] = event.headers["x-list"] }, body = event.body }
end
function routes.PUT() error("boom") end
function routes.DELETE(_, context) context:write("some") error("boom") end
function routes.PATCH() return { statusCode = 200, headers = { A = "b\\nc" }, body = "" } end
return function(event, context) return routes[event.method](event, context) end`

/** Runs one test body against the handler above. */
const passes = (t: Test, name: string, body: string) => {
  const file = `local test, json = require "test", require "json"\ntest("it", function()\n${body}\nend)`
  const { status, report, log } = functionTestsRun(t.testdir({ 'handler.lua': handler, 'a_test.lua': file }))
  t.equal(status, 0, `${name}\n${status === 0 ? '' : report}`)
  return log
}

t.test('test.call() makes a request', async (t) => {
  passes(t, 'GET by default', `
    local reply = test.call()
    test.equal(reply.statusCode, 200)
    test.equal(reply.headers["x-path"], "/")
    test.equal(reply.headers["set-cookie"], { "a=1", "b=2" })
    test.equal(reply.body, "")`)
  passes(t, 'path and query', `
    test.equal(test.call({ path = "/a%20b" }).headers["x-path"], "/a%20b")
    test.equal(test.call({ query = { b = "x y&", a = { 1, 2 } } }).body, "a=1&a=2&b=x%20y%26")
    test.equal(test.call({ query = "raw=1" }).body, "raw=1")`)
  passes(t, 'POST when there is a body', `
    local bytes = "\\0\\255\\128"
    local reply = test.call({ body = bytes, headers = { ["Content-Type"] = "application/octet-stream", ["X-List"] = { "a", "b" } } })
    test.equal(reply.statusCode, 201)
    test.equal(reply.body, bytes)
    test.equal(reply.headers["x-type"], "application/octet-stream")
    test.equal(reply.headers["x-list"], "a, b")`)
  passes(t, 'a table is sent as JSON', `
    local reply = test.call({ body = { name = "Ada" } })
    test.equal(json.decode(reply.body), { name = "Ada" })
    test.equal(reply.headers["x-type"], "application/json")`)
})

t.test('test.call() answers as the host does when the handler fails', async (t) => {
  const log = passes(t, 'status 500', `
    local reply = test.call({ method = "PUT" })
    test.equal(reply.statusCode, 500)
    test.equal(reply.body, "Internal Server Error\\n")`)
  t.match(log, /handler\.lua:8: boom/, 'the log has the traceback')
  passes(t, 'a header that can not be sent', 'test.equal(test.call({ method = "PATCH" }).statusCode, 500)')
  passes(t, 'an answer that breaks off', `
    local ok, message = pcall(test.call, { method = "DELETE" })
    assert(not ok and message:find("cut in the middle", 1, true), message)`)
})

t.test('test.call() and test() refuse wrong arguments', async (t) => {
  passes(t, 'an unknown field', `
    local ok, message = pcall(test.call, { qurey = {} })
    test.equal(ok, false)
    assert(message:find('unknown field "qurey"', 1, true), message)`)
  passes(t, 'no function', 'assert(not pcall(test, "name"))')
})

t.test('test.equal() compares tables by what is in them', async (t) => {
  passes(t, 'equal', 'test.equal({ a = { 1, 2 } }, { a = { 1, 2 } }) test.equal(nil, nil) test.equal(1, 1.0)')
  passes(t, 'different', `
    assert(not pcall(test.equal, { 1, 2 }, { 1 }))
    assert(not pcall(test.equal, { 1 }, { 1, 2 }))
    local _, message = pcall(test.equal, { a = 1 }, "1", "note")
    assert(message:find('note: expected "1", got {"a":1}', 1, true), message)`)
})
