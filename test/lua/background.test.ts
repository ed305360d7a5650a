import t from 'tap'
import { callOf } from '../support/function-call.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const until = async (holds: () => boolean): Promise<void> => {
  const endMs = performance.now() + 5000
  while (!holds() && performance.now() < endMs) await new Promise((resolve) => setTimeout(resolve, 2))
}

for (const engine of engines) {
  const functionFor = (t: { after(fn: () => void): unknown }, body: string) =>
    functionOf(t, `local time = require "time"\nreturn function(event, context)\n${body}\nend`, { engine })

  t.test(`context:defer() runs after the reply, in order, before the call ends with ${engine}`, async (t) => {
    const f = await functionFor(t, `
context:defer(function()
  time.sleep(0.02)
  print("first", event.body)
  context:defer(function() print("third") end)
end)
context:defer(function() print("second") end)
print("handler")
return "reply"`)
    const { call, answer } = callOf({ body: 'text' })
    const done = f.invoke(call)
    await until(() => answer.ended)
    t.same(f.lines, ['stdout[call-1]: handler'], 'the reply is out first')
    t.equal(answer.body.toString(), 'reply')
    await done
    t.same(f.lines.slice(1), ['stdout[call-1]: first\ttext', 'stdout[call-1]: second', 'stdout[call-1]: third'])
  })

  t.test(`context:defer() runs after a streamed reply and one that was raised with ${engine}`, async (t) => {
    const f = await functionFor(t, `
context:defer(function() print("after") end)
if event.query.stream then
  local n = 0
  return { body = function() n = n + 1 time.sleep(0.001) return n < 3 and "x" or nil end }
end
error({ statusCode = 404 })`)
    t.equal((await f.request({ query: 'stream=1' })).body.toString(), 'xx')
    t.equal((await f.request()).status, 404)
    t.same(f.lines, ['stdout[call-1]: after', 'stdout[call-1]: after'])
  })

  t.test(`context:defer() is forgotten when the handler fails, and its own failure is logged with ${engine}`, async (t) => {
    const f = await functionFor(t, `
context:defer(function() if event.query.fail == "table" then error({ message = "inner" }) end error("late") end)
context:defer(function() print("next") end)
if event.query.fail == "handler" then error("boom") end
return "ok"`)
    await t.rejects(f.request({ query: 'fail=handler' }), { name: 'HandlerError' })
    t.same(f.lines, [])
    t.equal((await f.request()).body.toString(), 'ok')
    t.match(f.lines[0], /^stderr\[call-1\]: context:defer failed: handler\.lua:\d+: late$/)
    t.ok(f.lines.includes('stdout[call-1]: next'))
    f.lines.length = 0
    await f.request({ query: 'fail=table' })
    t.match(f.lines[0], /context:defer failed: inner/)
  })

  t.test(`context:defer() ends at the deadline with ${engine}`, async (t) => {
    const f = await functionFor(t, 'context:defer(function() pcall(time.sleep, 60) print("unreached") end) return "ok"')
    const { call, answer } = callOf({ deadlineMs: performance.now() + 60 })
    await f.invoke(call)
    t.equal(answer.body.toString(), 'ok')
    t.match(f.lines[0], /context:defer failed: .*exec_timeout exceeded/)
    t.notMatch(f.lines.join(), 'unreached')
  })

  t.test(`context:on_deadline() runs beside the handler before its time is up with ${engine}`, async (t) => {
    const f = await functionFor(t, `
context:on_deadline(100, function() print("hurry", context:remaining_ms() <= 105) if event.query.fail then error("x") end end)
if event.query.busy then while true do end end
time.sleep(60)`)
    for (const query of ['', 'busy=1', 'fail=1']) {
      const { call } = callOf({ query, deadlineMs: performance.now() + 160 })
      await t.rejects(async () => f.invoke(call), { name: 'DeadlineError' })
      t.equal(f.lines[0], 'stdout[call-1]: hurry\ttrue', query)
      if (query === 'fail=1') t.match(f.lines[1], /context:on_deadline failed: handler\.lua:\d+: x/)
      f.lines.length = 0
    }
  })

  t.test(`context:on_deadline() does nothing for a call that ends before, or that has no deadline, with ${engine}`, async (t) => {
    const f = await functionFor(t, 'context:on_deadline(10, function() print("late") end) return "ok"')
    const { call } = callOf({ deadlineMs: performance.now() + 40 })
    await f.invoke(call)
    await f.request()
    await new Promise((resolve) => setTimeout(resolve, 60))
    t.same(f.lines, [])
  })

  t.test(`context:defer() and on_deadline() refuse what is no function with ${engine}`, async (t) => {
    const f = await functionFor(t, 'return { select(2, pcall(context.defer, context)), select(2, pcall(context.on_deadline, context, -1)), select(2, pcall(context.on_deadline, context, 5, "x")) }')
    t.same(JSON.parse((await f.request()).body.toString()), [
      "bad argument #1 to 'defer' (function expected, got no value)", "bad argument #1 to 'on_deadline' (milliseconds from 0 expected, got -1)", "bad argument #2 to 'on_deadline' (function expected, got x)",
    ])
  })
}
