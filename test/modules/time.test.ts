import t from 'tap'
import { callOf } from '../support/function-call.ts'
import { engines, functionOf } from '../support/lua-function.ts'

for (const engine of engines) {
  const handler = async (test: { after(fn: () => void): unknown }, body: string) =>
    functionOf(test, `local time = require("time")\nreturn function(event, context)\n${body}\nend`, { engine })

  t.test(`time.now() and time.now_ms() are the Unix time on ${engine}`, async (t) => {
    const f = await handler(t, 'return { time.now(), math.type(time.now()), time.now_ms(), time.now_ms() % 1 == 0, tostring(time.now_ms()), require("time") == time }')
    const before = Date.now()
    const [now, type, ms, whole, , same] = JSON.parse((await f.request()).body.toString())
    t.ok(now >= before / 1000 && now <= Date.now() / 1000)
    t.ok(ms >= before && ms <= Date.now())
    t.same([type, whole, same], ['float', true, true])
  })

  t.test(`time.sleep() lets other requests go on on ${engine}`, async (t) => {
    const f = await handler(t, 'time.sleep(tonumber(event.s)) print(event.s) return select("#", time.sleep(0)) .. ""')
    const startedMs = performance.now()
    const answers = await Promise.all(['0.06', '0.03', '0', '1e-4'].map((s) => f.request({ query: `s=${s}` })))
    t.same(answers.map(({ body }) => body.toString()), ['0', '0', '0', '0'])
    t.ok(performance.now() - startedMs >= 55)
    t.same(f.lines.slice(-2), ['stdout[call-1]: 0.03', 'stdout[call-1]: 0.06'])
  })

  t.test(`time.sleep() works in coroutines, pcall, metamethods and iterators on ${engine}`, async (t) => {
    const f = await handler(t, `local lazy = setmetatable({}, { __index = function(_, k) time.sleep(0.001) return k end, __call = function(_, x) time.sleep(0.001) return x end })
local inner = coroutine.wrap(function(a)
  local deeper = coroutine.wrap(function(b)
    for i = 1, 2 do time.sleep(0.001) b = coroutine.yield(b + i) end
    time.sleep(0.001)
    return "end"
  end)
  a = coroutine.yield(deeper(a))
  time.sleep(0.001)
  a = coroutine.yield(deeper(a))
  return deeper(a)
end)
local results = { inner(1), inner(10), inner(0), lazy.key, lazy("called"), pcall(time.sleep, 0.001) }
for k in function(_, last) time.sleep(0.001) return not last and "step" or nil end do results[#results + 1] = k end
return results`)
    t.same(JSON.parse((await f.request()).body.toString()), [2, 12, 'end', 'key', 'called', true, 'step'])
  })

  t.test(`time.sleep() is refused where Lua can't wait on ${engine}`, async (t) => {
    const f = await handler(t, `local out = {}
for _, try in ipairs({
  function() table.sort({ 2, 1 }, function() time.sleep(0) end) end,
  function() local _ = ("x"):gsub("x", function() time.sleep(0) end) end,
  function() table.sort({ 2, 1 }, coroutine.wrap(function() time.sleep(0) end)) end,
}) do out[#out + 1] = select(2, pcall(try)) end
return table.concat(out, "\\n")`)
    const lines = (await f.request()).body.toString().split('\n')
    t.equal(lines.length, 3)
    for (const line of lines) t.match(line, /attempt to wait inside a function that Lua calls back from C/)
  })

  t.test(`time.sleep() refuses what is no time on ${engine}`, async (t) => {
    const f = await handler(t, `local out = {}
for _, value in ipairs({ "x", -1, {}, 1e9, 0/0, false }) do out[#out + 1] = select(2, pcall(time.sleep, value)) end
out[#out + 1] = select(2, pcall(time.sleep))
return table.concat(out, "\\n")`)
    const lines = (await f.request()).body.toString().split('\n')
    t.equal(lines.length, 7)
    for (const line of lines) t.equal(line, "bad argument #1 to 'sleep' (seconds from 0 to 2147483 expected)")
  })

  t.test(`time.sleep() is refused while it can't end before the deadline has passed on ${engine}`, async (t) => {
    const f = await handler(t, 'local ok, message = pcall(time.sleep, 60) print("unreached") return "never"')
    const { call } = callOf({ deadlineMs: performance.now() + 30 })
    await t.rejects(async () => f.invoke(call), { name: 'DeadlineError' })
    t.same(f.lines, [], 'pcall does not outlive the deadline')
  })

  t.test(`time.iso() and time.parse() write and read ISO 8601 on ${engine}`, async (t) => {
    const f = await handler(t, `local results = { time.iso(0), time.iso(1795392000.5), time.parse("2026-11-23T01:00:00+01:00"), time.parse("1970-01-01T00:00:00.25Z") }
local found, problem = time.parse("tomorrow")
results[#results + 1] = tostring(found) .. " " .. problem
results[#results + 1] = select(2, pcall(time.iso, 1e15))
results[#results + 1] = math.abs(time.parse(time.iso()) - time.now()) < 5
results[#results + 1] = math.type(time.parse("2026-11-23"))
return results`)
    t.same(JSON.parse((await f.request()).body.toString()), [
      '1970-01-01T00:00:00Z', '2026-11-23T00:00:00.500Z', 1795392000, 0.25, 'nil not a time of ISO 8601: "tomorrow"',
      "bad argument #1 to 'iso' (seconds of a year from 0 to 9999 expected, got 1000000000000000)", true, 'integer',
    ])
  })
}
