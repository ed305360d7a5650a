import t from 'tap'
import { DeadlineError } from '../../template/lua-ts/host/errors.ts'
import { engines, functionOf } from '../support/lua-function.ts'

/** A handler that runs the Lua text of the request's body, with `time` and `spin(ms)` in reach. */
const runner = `
  local time = require "time"
  local function spin(seconds)
    local endless = os.clock() + seconds
    repeat for _ = 1, 500 do end until os.clock() >= endless
  end
  return function(event)
    return tostring(assert(load("local time, spin = ... " .. event.body, "=script"))(time, spin))
  end`

const files = { 'spins.lua': 'local c = os.clock() + 0.05 repeat until os.clock() >= c return "loaded"', 'forever.lua': 'while true do end', 'sleeps.lua': 'require("time").sleep(0.02) return "slept"' }

/** Where Lua calls user code: `%s` is what that code does. Can a run wait there, and be sliced? */
interface Boundary {
  readonly script: string
  readonly waits: boolean
  readonly expected: string
}

const boundaries: Readonly<Record<string, Boundary>> = {
  'a sort order': { script: 'local t = { 3, 1, 2 } table.sort(t, function(a, b) %s return a < b end) return table.concat(t)', waits: false, expected: '123' },
  'a gsub replacement': { script: 'return (("ab"):gsub("%w", function(c) %s return c:upper() end))', waits: false, expected: 'AB' },
  'a metamethod inside a sort order': { script: 'local m = {} m.__lt = function(a, b) %s return a.v < b.v end local t = { setmetatable({ v = 2 }, m), setmetatable({ v = 1 }, m) } table.sort(t) return t[1].v', waits: false, expected: '1' },
  'a __tostring': { script: 'return tostring(setmetatable({}, { __tostring = function() %s return "text" end }))', waits: false, expected: 'text' },
  'a __gsub table': { script: 'return (("k"):gsub("%w", setmetatable({}, { __index = function() %s return "v" end })))', waits: false, expected: 'v' },
  'the reader of load': { script: 'local done return assert(load(function() if done then return end done = true %s return "return 5" end))()', waits: false, expected: '5' },
  'an __index': { script: 'return setmetatable({}, { __index = function(_, k) %s return k end }).key', waits: true, expected: 'key' },
  'a __newindex': { script: 'local t = setmetatable({}, { __newindex = function(t, k, v) %s rawset(t, k, v) end }) t.x = 1 return t.x', waits: true, expected: '1' },
  'an __add': { script: 'return setmetatable({}, { __add = function(_, n) %s return n end }) + 7', waits: true, expected: '7' },
  'an __eq': { script: 'local m = { __eq = function() %s return true end } return setmetatable({}, m) == setmetatable({}, m)', waits: true, expected: 'true' },
  'a __lt': { script: 'local m = { __lt = function() %s return true end } return setmetatable({}, m) < setmetatable({}, m)', waits: true, expected: 'true' },
  'a __concat': { script: 'return setmetatable({}, { __concat = function(_, s) %s return s end }) .. "tail"', waits: true, expected: 'tail' },
  'a __len': { script: 'return #setmetatable({}, { __len = function() %s return 3 end })', waits: true, expected: '3' },
  'a __call': { script: 'return setmetatable({}, { __call = function(_, x) %s return x end })("called")', waits: true, expected: 'called' },
  'an iterator': { script: 'local n = 0 for i in function(_, i) %s i = (i or 0) + 1 if i < 4 then return i end end do n = n + i end return n', waits: true, expected: '6' },
  'pcall': { script: 'return select(2, pcall(function() %s error("raised", 0) end))', waits: true, expected: 'raised' },
  'xpcall': { script: 'return select(2, xpcall(function() %s error("raised", 0) end, function(m) return "handled " .. m end))', waits: true, expected: 'handled raised' },
  'a coroutine': { script: 'local f = coroutine.wrap(function() %s coroutine.yield("first") end) return f()', waits: true, expected: 'first' },
  'a coroutine in a sort order': { script: 'local t = { 2, 1 } table.sort(t, function(a, b) return coroutine.wrap(function() %s return a < b end)() end) return table.concat(t)', waits: false, expected: '12' },
  'a module under require': { script: 'package.preload.inline = function() %s return "module" end package.loaded.inline = nil return require("inline")', waits: true, expected: 'module' },
  'a searcher of require': { script: 'table.insert(package.searchers, 1, function(name) if name == "virtual" then %s return function() return "found" end end end) package.loaded.virtual = nil local r = require("virtual") table.remove(package.searchers, 1) return r', waits: true, expected: 'found' },
}

const soon = (ms: number) => performance.now() + ms

for (const engine of engines) {
  const load = (t: Parameters<typeof functionOf>[0]) => functionOf(t, runner, { engine, files, settings: { luaGlobals: 'allow', luaSliceMs: 5 } })
  const ask = async (f: Awaited<ReturnType<typeof load>>, script: string, ms = 30_000) =>
    (await f.request({ method: 'POST', body: script, deadlineMs: soon(ms) })).body.toString()

  t.test(`Boundaries on ${engine}: busy code gives what it should, sliced where a run can be`, async (t) => {
    const f = await load(t)
    for (const [name, { script, waits, expected }] of Object.entries(boundaries)) {
      const before = f.counts.slices
      t.equal(await ask(f, script.replace('%s', 'spin(0.04)')), expected, name)
      if (waits) t.ok(f.counts.slices > before, `${name}: its slice ends there`)
      else t.equal(f.counts.slices, before, `${name}: it goes on to the end in one piece`)
    }
  })

  t.test(`Boundaries on ${engine}: the deadline ends a loop in any of them`, async (t) => {
    const f = await load(t)
    for (const [name, { script }] of Object.entries(boundaries)) {
      await t.rejects(ask(f, script.replace('%s', 'while true do pcall(error) end'), 60), DeadlineError, name)
      t.equal(await ask(f, 'return "alive"'), 'alive')
    }
  })

  t.test(`Boundaries on ${engine}: a run waits where it can, and else is told why not`, async (t) => {
    const f = await load(t)
    for (const [name, { script, waits, expected }] of Object.entries(boundaries)) {
      const asked = ask(f, script.replace('%s', 'time.sleep(0.002)'))
      if (waits) t.equal(await asked, expected, name)
      else await t.rejects(asked, { message: /attempt to wait inside a function that Lua calls back from C/ }, name)
    }
  })

  t.test(`Boundaries on ${engine}: the deadline ends a wait in any that allows it`, async (t) => {
    const f = await load(t)
    for (const [name, { script, waits }] of Object.entries(boundaries)) {
      if (waits) await t.rejects(ask(f, script.replace('%s', 'time.sleep(60)'), 40), DeadlineError, name)
    }
    t.equal(await ask(f, 'return "alive"'), 'alive')
  })

  t.test(`Boundaries on ${engine}: require of a file is sliced, waits, and ends at the deadline`, async (t) => {
    const f = await load(t)
    const before = f.counts.slices
    t.equal(await ask(f, 'return require("spins")'), 'loaded')
    t.ok(f.counts.slices > before)
    t.equal(await ask(f, 'return require("sleeps")'), 'slept')
    await t.rejects(ask(f, 'return require("forever")', 60), DeadlineError)
    await t.rejects(ask(f, 'while true do pcall(require, "forever") end', 60), DeadlineError)
    t.equal(await ask(f, 'return package.loaded.forever == nil'), 'true', 'what did not end is not loaded')
  })

  t.test(`Boundaries on ${engine}: what is pinned by one run holds up no other for good`, async (t) => {
    const f = await load(t)
    const pinned = ask(f, boundaries['a sort order']!.script.replace('%s', 'spin(0.05)'))
    const others = await Promise.all(Array.from({ length: 5 }, (_, i) => ask(f, `time.sleep(0.001) return ${i}`)))
    t.same(others, ['0', '1', '2', '3', '4'])
    t.equal(await pinned, '123')
  })
}
