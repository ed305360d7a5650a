import t from 'tap'
import { callOf } from '../support/function-call.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const plain = ['Content-Type', 'text/plain; charset=utf-8']

for (const engine of engines) {
  const run = async (test: { after(fn: () => void): unknown }, body: string) => functionOf(test, `return function(event, context)\n${body}\nend`, { engine })

  t.test(`contextMetatable() gives the fields of the call on ${engine}`, async (t) => {
    const f = await run(t, `return { context.call_id, context.function_name, context.platform, context.deadline, math.type(context.deadline),
  context:remaining_ms(), math.type(context:remaining_ms()), tostring(context.no_such_field), tostring(context[1]), getmetatable(context) }`)
    const { body } = await f.request({ id: 'the-call', deadlineMs: performance.now() + 60_000 })
    const [id, name, platform, deadline, deadlineType, remaining, remainingType, ...rest] = JSON.parse(body.toString())
    t.same([id, name, platform, deadlineType, remainingType], ['the-call', 'test', 'openfaas', 'float', 'integer'])
    t.ok(Math.abs(deadline - Date.now() / 1000 - 60) < 5, 'seconds of Unix time')
    t.ok(remaining > 50_000 && remaining <= 60_000)
    t.same(rest, ['nil', 'nil', 'context'])
  })

  t.test(`contextMetatable() has no limits for a call without deadline on ${engine}`, async (t) => {
    const f = await run(t, 'return tostring(context.deadline) .. " " .. tostring(context:remaining_ms())')
    t.equal((await f.request()).body.toString(), 'inf inf')
    t.equal((await f.request({ deadlineMs: performance.now() + 3_600_000 })).status, 200)
  })

  t.test(`context:status() and context:header() shape the head on ${engine}`, async (t) => {
    const f = await run(t, `context:status(201.0)
context:header("X-One", "1")
context:header("X-Many", { "a", 2 })
context:header("x-one", "replaced")
context:header("X-Gone", "x")
context:header("X-Gone", nil)
context:header("X-Bytes", "\\228")
return "body"`)
    const answer = await f.request()
    t.equal(answer.status, 201)
    t.same(answer.headers, ['X-Many', 'a', 'X-Many', '2', 'x-one', 'replaced', 'X-Bytes', '\xe4', ...plain])
  })

  t.test(`context's methods refuse wrong arguments on ${engine}`, async (t) => {
    const f = await run(t, `local out = {}
for _, try in ipairs({
  function() context:status() end, function() context:status("x") end, function() context:status(99) end, function() context:status(600) end,
  function() context:status(200.5) end, function() context:status({}) end, function() context:header(1, "x") end, function() context:header("X") end,
  function() context:header("X-A", true) end, function() context:header("X-A", { {} }) end, function() context:write() end,
  function() context:write({}) end, function() context.status(201) end, function() context.status({}, 201) end, function() context.nothing() end,
}) do out[#out + 1] = select(2, pcall(try)) or "accepted" end
return table.concat(out, "\\n")`)
    const range = (got: string) => `bad argument #1 to 'status' (a whole number from 200 to 599 expected, got ${got})`
    const lines = (await f.request()).body.toString().split('\n').map((line) => line.replace(/^handler\.lua:\d+: /, ''))
    t.match(lines, [
      range('no value'), range('x'), range('99'), range('600'), range('200.5'), /a whole number .* got table: 0x/,
      "bad argument #1 to 'header' (string expected, got number)", 'accepted',
      'Header "X-A" has no value that can be sent: expected a string, a number or a list of these, got boolean',
      /got a list with a table$/, "bad argument #1 to 'write' (string expected, got no value)", "bad argument #1 to 'write' (string expected, got table)",
      'bad self (context expected, got number); write context:name(…) with a colon', 'bad self (context expected, got another table); write context:name(…) with a colon',
      /attempt to call a nil value \(field 'nothing'\)/,
    ])
  })

  t.test(`context:write() sends the head once and then each piece on ${engine}`, async (t) => {
    const f = await run(t, `context:status(203)
context:write("")
local early = { pcall(context.status, context, 204) }
context:write("a\\0\\255")
context:write(12)
context:write(1.5)
return tostring(early[1]) .. early[2]`)
    const answer = await f.request()
    t.match(answer, { status: 203, headers: plain, ended: true })
    t.same(answer.pieces, ['a\0\xff', '12', '1.5', 'falsestatus and headers are already sent; set them before the first context:write'])
  })

  t.test(`context:flush() sends the head alone on ${engine}`, async (t) => {
    const f = await run(t, `context:header("Content-Type", "text/event-stream")
context:flush()
context:flush()
return select(2, pcall(context.header, context, "X", "y"))`)
    t.match(await f.request(), { status: 200, headers: ['Content-Type', 'text/event-stream'], pieces: [/already sent/], ended: true })
  })

  t.test(`context:write() waits for a slow client on ${engine}`, async (t) => {
    const f = await run(t, 'for i = 1, 3 do context:write("piece" .. i) print(i) end')
    const { call, answer } = callOf()
    const write = call.reply.write.bind(call.reply)
    const waiting: (() => void)[] = []
    call.reply.write = (chunk) => {
      write(chunk)
      return new Promise((resolve) => waiting.push(resolve))
    }
    const running = f.invoke(call)
    for (const n of [1, 2, 3]) {
      t.equal(answer.pieces.length, n)
      t.equal(f.lines.length, n - 1, 'the handler has not gone on')
      waiting.shift()!()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await running
    t.equal(answer.ended, true)
  })

  t.test(`context:write() raises a client that went away, which can be caught, on ${engine}`, async (t) => {
    const f = await run(t, `local time = require("time")
context:write("one")
print(context:aborted())
time.sleep(0.02)
print(context:aborted(), pcall(context.write, context, "two"))
error("give up")`)
    const { call, answer, abort } = callOf()
    const running = f.invoke(call)
    abort()
    await t.rejects(async () => running, { name: 'AbortedError' })
    t.same(answer.pieces, ['one'])
    t.same(f.lines, ['stdout[call-1]: false', 'stdout[call-1]: true\tfalse\tclient disconnected'])
  })
}

for (const engine of engines) {
  t.test(`contextMetatable() shows what the platform tells of the call on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event, context)
  return { context.request_id or "none", context.identity and context.identity.id or "none", context.memory_mb or 0, tostring(context.toString), context.platform }
end`, { engine })
    const details = { request_id: 'r-1', identity: { id: 'i' }, memory_mb: 128, platform: 'not this one' }
    t.equal((await f.request({ details })).body.toString(), '["r-1","i",128,"nil","openfaas"]')
    t.equal((await f.request()).body.toString(), '["none","none",0,"nil","openfaas"]')
  })
}
