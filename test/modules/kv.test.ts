import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

for (const engine of engines) {
  t.test(`kv keeps strings, numbers and booleans with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local kv = require "kv"
kv.set("bytes", "a\\0\\255") kv.set("i", 7) kv.set("f", 7.0) kv.set("no", false) kv.set(12, "number key")
return {
  kv.get("bytes") == "a\\0\\255", math.type(kv.get("i")), math.type(kv.get("f")), kv.get("no"), kv.get("12"), tostring(kv.get("none")),
  kv.add("i", 8), kv.get("i"), kv.add("new", "x"), kv.get("new"), kv.delete("new"), kv.delete("new"), tostring(kv.get("new")),
  kv.incr("n"), kv.incr("n", 4), kv.incr("n", -0.5), kv.incr("m", 2.5), kv.get("m"),
  (function() kv.clear() return tostring(kv.get("i")) end)(),
}`, { engine }), [true, 'integer', 'float', false, 'number key', 'nil', false, 7, true, 'x', true, false, 'nil', 1, 5, 4.5, 2.5, 2.5, 'nil'])
  })

  t.test(`kv forgets when the time is over with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local kv, time = require "kv", require "time"
kv.set("a", 1, 0.02) kv.incr("c", 5, 0.02) kv.incr("c", 1) kv.set("b", 1, 100)
local before = { kv.get("a"), kv.get("c") }
time.sleep(0.05)
return { before, tostring(kv.get("a")), kv.add("a", 2), kv.get("b"), kv.incr("c", 1) }`, { engine }), [[1, 6], 'nil', true, 1, 1])
  })

  t.test(`kv is shared by requests and bounded with ${engine}`, async (t) => {
    const f = await functionOf(t, `local kv = require "kv"
return function(event)
  if event.path == "/fill" then
    for i = 1, 100 do
      kv.set("k" .. i, ("x"):rep(1000))
      kv.get("k1")
    end
  end
  local n = 0
  for i = 1, 100 do if kv.get("k" .. i) then n = n + 1 end end
  return { n = n, first = kv.get("k1") ~= nil, last = kv.get("k100") ~= nil }
end`, { engine, settings: { luaKvBytes: 20_000 } })
    await f.request({ path: '/fill' })
    const { n, first, last } = JSON.parse((await f.request()).body.toString())
    t.ok(n >= 15 && n <= 20, `${n} are left`)
    t.same([first, last], [true, true], 'those used last')
  })

  t.test(`kv refuses what it can't keep with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local kv = require "kv"
kv.set("text", "x")
return { fail(kv.set, "a", {}), fail(kv.set, "a"), fail(kv.set, {}, 1), fail(kv.set, "a", 1, 0), fail(kv.incr, "text"), fail(kv.incr, "a", "x"), fail(kv.set, "a", ("x"):rep(2000)) }`, { engine, settings: { luaKvBytes: 1000 } }), [
      "bad argument #2 to 'set' (a table can't be kept: keep json.encode(value))", "bad argument #2 to 'set' (string, number or boolean expected, got no value)",
      "bad argument #1 to 'set' (string expected, got table)", "bad argument #3 to 'set' (seconds from 0 to 1000000000 expected, got 0)",
      'bad argument #1 to \'incr\' (value of "text" is a string, not a number)', "bad argument #2 to 'incr' (number expected, got string)",
      'value of "a" is larger than lua_kv_bytes allows for all values',
    ])
  })
}
