import t from 'tap'
import { callOf } from '../support/function-call.ts'
import { engines, functionOf } from '../support/lua-function.ts'

/** What an invoke rejects with. */
const failureOf = async (answer: void | Promise<unknown>): Promise<{ name: string; message: string; traceback: string }> => {
  try {
    await answer
  } catch (error) {
    return error as { name: string; message: string; traceback: string }
  }
  throw new Error('Expected a failure')
}

for (const engine of engines) {
  t.test(`handlerInvoke() answers from parameters of query and body on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function(event) return "Hello, " .. (event.name or "World") .. "!" end', { engine })
    t.equal((await f.request()).body.toString(), 'Hello, World!')
    t.equal((await f.request({ query: 'name=Ada' })).body.toString(), 'Hello, Ada!')
    t.equal((await f.request({ method: 'POST', body: '{"name":"Bob"}' })).body.toString(), 'Hello, Bob!')
    t.equal((await f.request({ method: 'POST', body: ['{"na', 'me":"Eve"}'] })).body.toString(), 'Hello, Eve!')
    t.equal(f.counts.handled, 4)
  })

  t.test(`handlerInvoke() rejects with the error's text and its traceback on ${engine}`, async (t) => {
    const f = await functionOf(t, `local raise = {
  string = function() error("plain") end,
  unplaced = function() error("plain", 0) end,
  ["nil"] = function() error() end,
  number = function() error(42, 0) end,
  boolean = function() error(false) end,
  table = function() error({ code = 1 }) end,
  shown = function() error(setmetatable({}, { __tostring = function() return "shown" end })) end,
  machine = function() local x; return x.field end,
  call = function() undefined_function() end,
  binary = function() error("\\255\\0", 0) end,
  deep = function() local function f() return f() + 1 end return f() end,
  inner = function() coroutine.wrap(function() error("inside") end)() end,
}
return function(event)
  raise[event.kind]()
  return "never"
end`, { engine })
    const failing = (kind: string) => failureOf(f.request({ query: `kind=${kind}` }))
    const first = await failing('string')
    t.match(first, { name: 'HandlerError', message: 'handler.lua:2: plain' })
    t.match(first.traceback, /^handler\.lua:2: plain\nstack traceback:\n\t\[C\]: in function 'error'\n\thandler\.lua:2: in (field|function)/)
    t.match(first.traceback, '\thandler.lua:16: in function <handler.lua:15>')
    t.equal((await failing('unplaced')).message, 'plain')
    t.equal((await failing('nil')).message, 'error object is a nil value')
    t.equal((await failing('number')).message, '42')
    t.equal((await failing('boolean')).message, 'error object is a boolean value')
    t.match((await failing('table')).message, /^error object: table: 0x/)
    t.equal((await failing('shown')).message, 'error object: shown')
    t.match((await failing('machine')).message, /^handler\.lua:9: attempt to index a nil value \(local 'x'\)$/)
    t.match((await failing('call')).message, /^handler\.lua:10: attempt to call a nil value \(global 'undefined_function'\)$/)
    t.equal((await failing('binary')).message, '\ufffd\0')
    t.match((await failing('deep')).message, /stack overflow/)
    t.match((await failing('inner')).message, /^handler\.lua:13: handler\.lua:13: inside$|^handler\.lua:13: inside$/)
    t.equal((await f.request({ query: 'kind=string' }).catch(() => 'still here')), 'still here')
  })

  t.test(`handlerInvoke() sends an error that is a table with statusCode on ${engine}`, async (t) => {
    const f = await functionOf(t, `local function deep(event)
  if event.coroutine then coroutine.wrap(function() error({ statusCode = 409, body = "inner" }) end)() end
  error({ statusCode = tonumber(event.code), body = event.body or { why = "gone" }, headers = { ["X-Why"] = "w" } })
end
return function(event, context)
  if event.started then context:write("part") end
  deep(event)
end`, { engine })
    const answer = await f.request({ query: 'code=404' })
    t.match(answer, { status: 404, headers: ['X-Why', 'w'], ended: true })
    t.equal(answer.body.toString(), '')
    const inner = await f.request({ query: 'code=404&coroutine=1' })
    t.equal(inner.status, 409)
    t.equal(inner.body.toString(), 'inner')
    t.match(await failureOf(f.request({ query: 'code=99999999' })), { name: 'BadReplyError' })
    const { call, answer: cut } = callOf({ query: 'code=404&started=1' })
    await failureOf(f.invoke(call))
    t.match(cut, { status: 200, ended: false }, 'too late for another status: the platform cuts the connection')
  })

  t.test(`handlerInvoke() keeps requests that interleave apart on ${engine}`, async (t) => {
    const f = await functionOf(t, `local time = require("time")
return function(event, context)
  for i = 1, 3 do
    print(event.name, i, context.call_id)
    time.sleep(0.002)
  end
  return event.name .. " " .. context.call_id .. " " .. event.body
end`, { engine })
    const names = ['a', 'b', 'c', 'd', 'e']
    const answers = await Promise.all(names.map((name) => f.request({ query: `name=${name}`, id: `id-${name}`, body: [`body-${name}`] })))
    t.same(answers.map(({ body }) => body.toString()), names.map((name) => `${name} id-${name} body-${name}`))
    for (const name of names) {
      t.same(f.lines.filter((line) => line.includes(`[id-${name}]`)), [1, 2, 3].map((i) => `stdout[id-${name}]: ${name}\t${i}\tid-${name}`))
    }
    t.not(f.lines[1], `stdout[id-a]: a\t2\tid-a`, 'they took turns')
  })

  t.test(`handlerInvoke() refuses an event and a context whose request is over on ${engine}`, async (t) => {
    const f = await functionOf(t, `local old_event, old_context
return function(event, context)
  if old_event then
    local out = { old_event.method or "none" }
    for _, try in ipairs({
      function() return old_event.headers end, function() return old_event.unknown end, function() return old_event:json() end,
      function() return old_event:read() end, function() for _ in pairs(old_event) do end end, function() return old_event:chunks()() end,
      function() return old_context.call_id end, function() old_context:write("x") end, function() old_context:status(201) end,
      function() return old_context:aborted() end,
    }) do out[#out + 1] = select(2, pcall(try)) end
    return table.concat(out, "\\n")
  end
  old_event, old_context = event, context
  return event.method
end`, { engine })
    await f.request({ method: 'PUT' })
    const [method, ...messages] = (await f.request()).body.toString().split('\n')
    t.equal(method, 'PUT', 'what was fetched while the request was open stays')
    t.equal(messages.length, 10)
    for (const message of messages) t.match(message, /this (event|context) is over: its request has been answered$/)
  })

  t.test(`handlerInvoke() ends a handler at its deadline on ${engine}`, async (t) => {
    const f = await functionOf(t, `local time = require("time")
return function(event)
  if event.how == "wait" then time.sleep(30) end
  if event.how == "stubborn" then while true do pcall(error, "again") end end
  while true do end
end`, { engine })
    for (const how of ['wait', 'compute', 'stubborn']) {
      const startedMs = performance.now()
      const error = await failureOf(f.request({ query: `how=${how}`, deadlineMs: startedMs + 60 }))
      t.match(error, { name: 'DeadlineError', message: /exec_timeout exceeded/ }, how)
      t.match(error.message, /handler\.lua:\d/, 'and says where it was')
    }
  })

  t.test(`handlerInvoke() names a client that went away on ${engine}`, async (t) => {
    const f = await functionOf(t, `local time = require("time")
return function(event, context)
  time.sleep(0.03)
  print(context:aborted())
  context:write("too late")
end`, { engine })
    const { call, abort } = callOf()
    const running = failureOf(f.invoke(call))
    abort()
    t.match(await running, { name: 'AbortedError' })
    t.same(f.lines, ['stdout[call-1]: true'])
  })
}

for (const engine of engines) {
  t.test(`handlerInvoke() takes no error as an answer to an event that is no request on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event)
  if event.how == "nil" then return nil, "no luck" end
  error({ statusCode = 404, body = "gone" })
end`, { engine })
    await t.rejects(f.request({ message: '{"how":"nil"}' }), { name: 'HandlerError', message: 'the handler returned nil, no luck' })
    await t.rejects(f.request({ message: '{}' }), { name: 'HandlerError', message: /^error object: table: / })
  })

  t.test(`handlerInvoke() names the platform's own limit on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function() while true do end end', { engine })
    await t.rejects(f.request({ deadlineMs: performance.now() + 30, limit: 'function timeout' }), { name: 'DeadlineError', message: /function timeout exceeded/ })
  })
}
