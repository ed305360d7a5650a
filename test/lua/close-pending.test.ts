import t from 'tap'
import { functionOf } from '../support/lua-function.ts'

const handler = `local time = require "time"
local function closing(name, after) return setmetatable({}, { __close = function(_, e) print(name, e) if after then after() end end }) end
local ends = {
  fail = function() error("broken", 0) end,
  reply = function() error({ statusCode = 404, body = "none" }) end,
  loop = function() while true do end end,
  sleep = function() time.sleep(9) end,
}
return function(event, context)
  if event.path == "/defer" then
    context:defer(function() local later <close> = closing("later") error("too late", 0) end)
    return "sent"
  end
  if event.path == "/stream" then
    return { body = function() local inner <close> = closing("inner") error("midway", 0) end }
  end
  local outer <close> = closing("outer")
  local broken <close> = closing("broken", function() error("again") end)
  local stuck <close> = event.query.stuck and closing("stuck", function() while true do pcall(error) end end)
  ends[event.path:sub(2)]()
end`

const closed = (lines: readonly string[]) => lines.map((line) => /^stdout\[call-1\]: (\w+)/.exec(line)?.[1]).filter((name) => name !== undefined)

t.test('closePending() closes the variables of a handler that failed', async (t) => {
  const f = await functionOf(t, handler, { engine: 'wasm' })
  await t.rejects(f.request({ path: '/fail' }), { name: 'HandlerError', message: 'broken' })
  t.same(closed(f.lines), ['broken', 'outer'])
})

t.test('closePending() closes them after an error that is a reply', async (t) => {
  const f = await functionOf(t, handler, { engine: 'wasm' })
  const answer = await f.request({ path: '/reply' })
  t.equal(answer.status, 404)
  t.same(closed(f.lines), ['broken', 'outer'])
})

t.test('closePending() closes them when the deadline has passed', async (t) => {
  const f = await functionOf(t, handler, { engine: 'wasm' })
  for (const path of ['/loop', '/sleep']) {
    f.lines.length = 0
    await t.rejects(f.request({ path, deadlineMs: performance.now() + 50 }), { name: 'DeadlineError' })
    t.same(closed(f.lines), ['broken', 'outer'], path)
  }
})

t.test('closePending() closes them when a streamed body fails', async (t) => {
  const f = await functionOf(t, handler, { engine: 'wasm' })
  await t.rejects(f.request({ path: '/stream' }), { name: 'HandlerError', message: 'midway' })
  t.same(closed(f.lines), ['inner'])
})

t.test('closePending() closes them when what was deferred fails', async (t) => {
  const f = await functionOf(t, handler, { engine: 'wasm' })
  t.equal((await f.request({ path: '/defer' })).body.toString(), 'sent')
  t.same(closed(f.lines), ['later'])
})

t.test('closePending() gives up on one that never ends', async (t) => {
  const f = await functionOf(t, handler, { engine: 'wasm' })
  await t.rejects(f.request({ path: '/fail', query: 'stuck=1' }), { name: 'HandlerError', message: 'broken' })
  t.equal(closed(f.lines)[0], 'stuck')
  t.equal((await f.request({ path: '/reply' })).status, 404, 'the next request is served')
})
