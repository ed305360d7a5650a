import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

const sources = [
  'return os.time({ year = 2024, month = 2, day = 29 }) - os.time({ year = 2024, month = 2, day = 28 })',
  'return os.time({ year = "2024", month = "2", day = "29", hour = 0 }) == os.time({ year = 2024, month = 2, day = 29, hour = 0.0 })',
  'return os.time({ year = 2024, month = 1 })',
  'return os.time({ month = 1, day = 1 })',
  'return os.time({ year = 2024, month = 1, day = 1.5 })',
  'return os.time({ year = 2024, month = "x", day = 1 })',
  'return os.time({ year = 2024, month = {}, day = 1 })',
  'return os.time(setmetatable({}, { __index = { year = 2001, month = 9, day = 9, hour = 12 } })) == os.time({ year = 2001, month = 9, day = 9 })',
  'return math.type(os.time()), math.type(os.time({ year = 2020, month = 1, day = 1 }))',
  'return os.time("x")',
  'return os.time(nil) > 1600000000',
  'return os.difftime(10, 4), os.difftime(4, 10)',
  'return os.difftime("x", 1)',
  'return os.difftime({}, 1)',
  'return os.date("!%Y-%m-%d %H:%M:%S", 86400)',
  'return os.date("!%Y", "86400")',
  'return os.date("!*t", 0).year, os.date("!*t", 0).isdst',
  'return os.date({})',
  'return os.date("%Y", {})',
  'return os.date("%Y", "x")',
  'return os.date("")',
  'return os.date("!no conversion")',
  'return #os.date() > 10, type(os.date("*t"))',
  'return os.date("!\\228\\0\\246 %Y", 0)',
  'return os.getenv({})',
  'return os.getenv()',
  'return os.getenv("NO_SUCH_VARIABLE_HERE")',
  'return os.getenv("__proto__"), os.getenv("constructor")',
  'return type(os.clock()), os.clock() >= 0, math.type(os.clock())',
]

for (const engine of engines) {
  t.test(`installOs() behaves as real Lua on ${engine}`, (t) => sameAsRealLua(t, engine, sources))

  t.test(`installOs() reads the environment that it was given on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function() return { os.getenv("GIVEN"), os.getenv("UMLAUT"), os.getenv("PATH") or "none" } end`,
      { engine, environment: { GIVEN: 'value', UMLAUT: 'ä' } })
    t.same(JSON.parse((await f.request()).body.toString()), ['value', 'ä', 'none'])
  })

  t.test(`installOs() takes times with fractions, as time.now() gives them, on ${engine}`, async (t) => {
    const f = await functionOf(t, 'return function() return { os.date("!%T", 1.9), os.date("!%T", -0.5), os.difftime(4.5, 10) } end', { engine })
    t.same(JSON.parse((await f.request()).body.toString()), ['00:00:01', '23:59:59', -5.5])
  })

  t.test(`installOs() goes beyond 2038 and refuses what no calendar has on ${engine}`, async (t) => {
    const f = await functionOf(t, `return function()
  return { os.date("!%F", 4102444800), os.time({ year = 2100, month = 1, day = 2 }) > 2^31,
    select(2, pcall(os.date, "%Y", 1e15)), select(2, pcall(os.time, { year = 1e9, month = 1, day = 1 })),
    os.date("!%s", 12), select(2, pcall(os.date, "%Ea")) }
end`, { engine })
    t.same(JSON.parse((await f.request()).body.toString()), [
      '2100-01-01', true, 'time out of range', 'time result cannot be represented in this installation', '12',
      "bad argument #1 to 'os.date' (invalid conversion specifier '%Ea')",
    ])
  })
}

for (const engine of engines) {
  t.test(`installOs() looks for a variable in the call before the process on ${engine}`, async (t) => {
    const f = await functionOf(t, `local at_load = os.getenv("SHARED")
return function() return tostring(at_load) .. " " .. tostring(os.getenv("SHARED")) .. " " .. tostring(os.getenv("OWN")) .. " " .. tostring(os.getenv("KEPT")) end`,
    { engine, environment: { SHARED: 'process', KEPT: 'kept' } })
    t.equal((await f.request({ environment: { SHARED: 'call', OWN: '' } })).body.toString(), 'process call  kept')
    t.equal((await f.request({ environment: { SHARED: undefined } })).body.toString(), 'process nil nil kept')
    t.equal((await f.request()).body.toString(), 'process process nil kept')
  })
}
