import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`ReplyJson.value() writes values of every type that JSON has on ${engine}`, async (t) => {
    const f = await functionOf(t, `local values = {
  ["nil"] = function() return nil end, nothing = function() end, no = function() return false end, number = function() return 42 end,
  half = function() return 0.5 end, text = function() return "a\\n☃" end, list = function() return { 1, 2 } end,
  response = function() return { statusCode = 404, body = "b" } end,
  batch = function() return { batchItemFailures = {} } end, failed = function() return { batchItemFailures = { { itemIdentifier = "1" } } } end,
  object = function() return setmetatable({}, { __json = function() return { a = 1 } end }) end,
}
return function(event) return values[event]() end`, { engine })
    const text = async (name: string) => (await f.request({ message: JSON.stringify(name) })).body.toString()
    t.equal(await text('nil'), 'null')
    t.equal(await text('nothing'), 'null')
    t.equal(await text('no'), 'false')
    t.equal(await text('number'), '42')
    t.equal(await text('half'), '0.5')
    t.same(JSON.parse(await text('text')), 'a\n☃')
    t.equal(await text('list'), '[1,2]')
    t.same(JSON.parse(await text('response')), { statusCode: 404, body: 'b' })
    t.equal(await text('batch'), '{"batchItemFailures":[]}')
    t.equal(await text('failed'), '{"batchItemFailures":[{"itemIdentifier":"1"}]}')
    t.equal(await text('object'), '{"a":1}')
  })

  t.test(`ReplyJson.value() refuses what JSON can't express on ${engine}`, async (t) => {
    const f = await functionOf(t, `local values = {
  ["function"] = function() return print end, thread = function() return coroutine.create(print) end, nan = function() return 0/0 end,
  cycle = function() local c = {} c.c = c return c end, bytes = function() return "\\255" end, file = function() return io.stdout end,
}
return function(event) return values[event]() end`, { engine })
    for (const name of ['function', 'thread', 'nan', 'cycle', 'bytes', 'file']) {
      await t.rejects(f.request({ message: JSON.stringify(name) }), { name: 'BadReplyError', message: /^Cannot send the returned \w+ as JSON: / }, name)
    }
    t.equal((await f.request({ message: '"thread"' }).catch(() => 'still here')), 'still here')
  })
}

for (const engine of engines) {
  t.test(`ReplyJson.encoded() stops a __json function at the deadline on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function(event)
  if event.path == "/wait" then return { x = setmetatable({}, { __json = function() require("time").sleep(1) end }) } end
  return { x = setmetatable({}, { __json = function() while true do pcall(error) end end }) }
end`, { engine })
    await t.rejects(f.request({ deadlineMs: performance.now() + 50 }), { name: 'DeadlineError', message: /^Cannot send the returned table as JSON: .*exec_timeout exceeded/ })
    await t.rejects(f.request({ path: '/wait' }), { name: 'BadReplyError', message: /attempt to wait inside a function/ })
  })
}

t.test('ReplyJson.encoded() lets a __json function write to the log', async (t) => {
  const f = await functionOf(t, 'return function() return setmetatable({}, { __json = function() io.write("no line end") return 1 end }) end')
  t.equal((await f.request()).body.toString(), '1')
  t.same(f.lines.filter((line) => line.includes('no line end')), ['stdout[call-1]: no line end'])
})
