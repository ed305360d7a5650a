import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import type { Request } from '../support/function-call.ts'

for (const engine of engines) {
  /** Answers of a handler with this body; what it returns as a table comes back as JSON. */
  const handler = async (test: { after(fn: () => void): unknown }, body: string, luaMaxBodyBytes = 1000) => {
    const f = await functionOf(test, `return function(event, context)\n${body}\nend`, { engine, settings: { luaMaxBodyBytes } })
    const text = async (request?: Request) => (await f.request(request)).body.toString('latin1')
    return { f, text, json: async (request?: Request) => JSON.parse(await text(request)) as unknown }
  }

  t.test(`event:json() decodes the body, or answers 400, on ${engine}`, async (t) => {
    const { f, json } = await handler(t, 'if event.caught then local ok, e = pcall(event.json, event) return { ok, e.statusCode, tostring(e) } end return { event:json(), event:json() }')
    t.same(await json({ body: '{"a":[1,null]}' }), [{ a: [1, null] }, { a: [1, null] }])
    t.same(await json({ body: ['[', '"x"', ']'] }), [['x'], ['x']])
    t.same(await json({ body: '12' }), [12, 12])
    const bad = await f.request({ body: '{"a":' })
    t.equal(bad.status, 400)
    t.equal(bad.body.toString(), 'Request body is not JSON: Expected value but found T_END at character 6\n')
    t.equal((await f.request()).status, 400, 'an empty body')
    const [ok, status, text] = (await json({ query: 'caught=1', body: 'x' })) as unknown[]
    t.same([ok, status], [false, 400])
    t.match(text, /^Request body is not JSON: /)
  })

  t.test(`Events refuse a body over lua_max_body_bytes with 413 on ${engine}`, async (t) => {
    const { f, json } = await handler(t, 'if event.query.caught then local ok, e = pcall(function() return event.body end) return { ok, e.statusCode, e.body } end return event.query.name and tostring(event.name) or event.body', 10)
    t.equal((await f.request({ body: '0123456789' })).status, 200)
    for (const body of ['0123456789x', ['01234', '56789', 'x']]) {
      const answer = await f.request({ body })
      t.same([answer.status, answer.body.toString()], [413, 'Request body too large\n'])
      t.same(await json({ body, query: 'caught=1' }), [false, 413, 'Request body too large\n'])
    }
  })

  t.test(`event:read() gives the body in pieces on ${engine}`, async (t) => {
    const { json, text } = await handler(t, `local sizes, out = {}, {}
for size in (event.query.sizes or ""):gmatch("[^,]+") do sizes[#sizes + 1] = tonumber(size) end
local i = 0
while true do
  i = i + 1
  local piece = event:read(sizes[i])
  if not piece then break end
  out[#out + 1] = piece
end
return { out, event:read() == nil, select("#", event:read()) }`, 4)
    const body = ['abc', 'defgh', '\xff\0']
    t.same(await json({ body: ['abc', 'defgh', 'i'] }), [['abc', 'defgh', 'i'], true, 1], 'as it comes, beyond lua_max_body_bytes')
    t.same(await json({ body: ['abc', 'defgh', 'i'], query: 'sizes=2,2,2,2,2,2' }), [['ab', 'c', 'de', 'fg', 'h', 'i'], true, 1])
    t.same(await json({ body: 'whole', query: 'sizes=1,3' }), [['w', 'hol', 'e'], true, 1])
    t.same(await json({ body: 'whole', query: 'sizes=100' }), [['whole'], true, 1])
    t.same(await json(), [[], true, 1])
    t.match(await text({ body: body.map((piece) => Buffer.from(piece, 'latin1')) }), '\xff', 'bytes are exact')
  })

  t.test(`event:chunks() iterates over the body on ${engine}`, async (t) => {
    const { json } = await handler(t, 'local out = {} for piece in event:chunks(tonumber(event.query.size)) do out[#out + 1] = piece end return out')
    t.same(await json({ body: ['abc', 'de'] }), ['abc', 'de'])
    t.same(await json({ body: ['abc', 'de'], query: 'size=2' }), ['ab', 'c', 'de'])
    t.same(await json(), {})
  })

  t.test(`Events let the body be read in one way only on ${engine}`, async (t) => {
    const { json } = await handler(t, `if event.query.how == "read" then
  local first = event:read(1)
  local ok, message = pcall(function() return event.body end)
  local ok2 = pcall(event.json, event)
  return { first, ok, (message:gsub("^handler.lua:%d+: ", "")), ok2, tostring(event.unknown), event:read() }
end
return { event.body, tostring(event:read()), event.body, event:json().a, event.a }`)
    t.same(await json({ body: '{"a":1}', query: 'how=read' }), ['{', false, 'the body was already read in pieces with event:read or event:chunks', false, 'nil', '"a":1}'])
    t.same(await json({ body: '{"a":1}' }), ['{"a":1}', 'nil', '{"a":1}', 1, 1])
  })

  t.test(`event's methods refuse wrong arguments on ${engine}`, async (t) => {
    const { text } = await handler(t, `local out = {}
for _, try in ipairs({ function() event:read(0) end, function() event:read(-1) end, function() event:read("x") end, function() event:read({}) end, function() event:read(0/0) end,
  function() event.json() end, function() event.read(5) end, function() event.json({}) end, function() event.chunks()() end, function() event:read(1.5) end,
}) do out[#out + 1] = select(2, pcall(try)) or "accepted" end
return table.concat(out, "\\n")`)
    const lines = (await text({ body: 'x' })).split('\n').map((line) => line.replace(/^handler\.lua:\d+: /, ''))
    for (const line of lines.slice(0, 5)) t.equal(line, "bad argument #1 to 'read' (whole number of bytes from 1 expected)")
    t.match(lines.slice(5), [/^bad self \(event expected, got no value\)/, /^bad self \(event expected, got number\)/, /^bad self \(event expected, got another table\)/])
    t.equal(lines[9], "bad argument #1 to 'read' (whole number of bytes from 1 expected)", 'half a byte')
  })

  t.test(`Events can be read inside coroutines, pcall and metamethods on ${engine}`, async (t) => {
    const { json } = await handler(t, `local inner = coroutine.wrap(function() for piece in event:chunks() do coroutine.yield(piece) end end)
local first = inner()
local _, second = pcall(inner)
local lazy = setmetatable({}, { __index = function() return inner() end })
return { first, second, lazy.third, select("#", inner()) }`)
    t.same(await json({ body: ['a', 'b', 'c'] }), ['a', 'b', 'c', 0])
  })
}
