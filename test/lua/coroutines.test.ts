import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

const wrapAndResume = [
  'local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) local d, e = coroutine.yield(c * 2) return d, e, "end" end) local out = {} for _, args in ipairs{{1, 2}, {10}, {7, 8}, {}} do out[#out + 1] = table.concat({tostring((coroutine.resume(co, table.unpack(args))))}, " ") end return table.concat(out, " "), coroutine.status(co)',
  'local co = coroutine.create(function(a, b) local c = coroutine.yield(a + b) return coroutine.yield(c * 2) end) return select("#", coroutine.resume(co, 1, 2)), select(2, coroutine.resume(co, 10)), coroutine.resume(co, 4, nil, nil)',
  'return coroutine.resume(coroutine.create(function(...) return select("#", ...), ... end), nil, nil, 3, nil)',
  'local f = coroutine.wrap(function(...) while true do (function(...) end)(coroutine.yield(select("#", ...), ...)) end end) return f(1, nil), f(), f(nil)',
  'local f = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) local out = {} for i in f do out[#out + 1] = i end return table.concat(out, ",")',
  'local co = coroutine.create(function() end) return coroutine.resume(co), coroutine.resume(co)',
  'local co = coroutine.create(function() error("oops") end) return coroutine.resume(co)',
  'local co = coroutine.create(function() error("oops", 0) end) local a, b = coroutine.resume(co) return a, b, coroutine.status(co), coroutine.resume(co)',
  'local co = coroutine.create(function() error({}) end) local ok, e = coroutine.resume(co) return ok, type(e), coroutine.status(co)',
  'local co = coroutine.create(function() error() end) return coroutine.resume(co)',
  'return coroutine.resume(coroutine.create(select), "#", nil, nil)',
  'return coroutine.resume(coroutine.create(math.max), 3, 9, 4)',
  'return coroutine.wrap(string.upper)("abc")',
  'local co co = coroutine.create(function() return coroutine.resume(co) end) return coroutine.resume(co)',
  'local outer outer = coroutine.create(function() local inner = coroutine.create(function() return coroutine.resume(outer) end) return coroutine.resume(inner) end) return coroutine.resume(outer)',
  'return coroutine.resume(coroutine.running())',
  'local t = {} for i = 1, 200 do t[i] = i end return select("#", coroutine.resume(coroutine.create(function(...) return coroutine.yield(...) end), table.unpack(t)))',
  'local f = coroutine.wrap(function() return 1 end) f() return f()',
  'local f = coroutine.wrap(function() return 1 end) f() return (select(2, pcall(f)))',
  'local f = coroutine.wrap(function() return 1 end)\nf()\nlocal function call()\n  return f()\nend\nreturn call(), 1',
  'local f = coroutine.wrap(function() error("oops") end) return f()',
  'local f = coroutine.wrap(function() error("oops") end)\n\nlocal x = f() return x',
  'local f = coroutine.wrap(function() error("oops", 0) end) return f()',
  'local f = coroutine.wrap(function() error({ code = 5 }) end) local ok, e = pcall(f) return ok, e.code',
  'local f = coroutine.wrap(function() error(setmetatable({}, { __tostring = function() return "shown" end })) end) return f()',
  'local f = coroutine.wrap(function() error() end) return f()',
  'local f = coroutine.wrap(function() error(42) end) return f()',
  'local f = coroutine.wrap(function() local x = nil; return x.y end) return f()',
  'local f = coroutine.wrap(function() coroutine.wrap(function() error("deep") end)() end) return f()',
  'local f = coroutine.wrap(error) return f("direct")',
  'local f = coroutine.wrap(error) return pcall(f, "direct", 0)',
]

const wrongArguments = [
  'return coroutine.create()',
  'return coroutine.create(1)',
  'return coroutine.wrap()',
  'return coroutine.wrap("x")',
]

const states = [
  'local co = coroutine.create(function() end) return coroutine.status(co)',
  'local co co = coroutine.create(function() return coroutine.status(co) end) return coroutine.resume(co)',
  'local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) local a = coroutine.status(co) coroutine.resume(co) return a, coroutine.status(co)',
  'local outer outer = coroutine.create(function() return coroutine.wrap(function() return coroutine.status(outer) end)() end) return coroutine.resume(outer)',
  'return coroutine.status(coroutine.running())',
  'local main = coroutine.running() return coroutine.wrap(function() return coroutine.status(main) end)()',
  'return select(2, coroutine.running())',
  'return coroutine.wrap(function() return select(2, coroutine.running()) end)()',
  'return coroutine.wrap(function() return type(coroutine.running()) end)()',
  'local co co = coroutine.create(function() return coroutine.running() == co end) return coroutine.resume(co)',
  'return coroutine.isyieldable()',
  'return coroutine.wrap(coroutine.isyieldable)()',
  'return coroutine.wrap(function() return coroutine.isyieldable(), (function() return coroutine.isyieldable() end)() end)()',
  'return coroutine.wrap(function() local found table.sort({ 2, 1 }, function(a, b) found = coroutine.isyieldable() return a < b end) return found end)()',
  'return coroutine.yield(1)',
  'return pcall(coroutine.yield, 1)',
  'return coroutine.wrap(function() return pcall(table.sort, { 2, 1 }, function() coroutine.yield() end) end)()',
  'return coroutine.wrap(function() return pcall(string.gsub, "a", "a", function() coroutine.yield() end) end)()',
]

const across = [
  'local f = coroutine.wrap(function() return pcall(function(a) return coroutine.yield(a), "after" end, "in") end) return f(), f("back")',
  'local f = coroutine.wrap(function() return pcall(function() coroutine.yield("y") error("later", 0) end) end) return f(), f()',
  'local f = coroutine.wrap(function() return pcall(pcall, pcall, coroutine.yield, 1) end) return f(), f(2, 3)',
  'local f = coroutine.wrap(function() return xpcall(function() coroutine.yield("y") error("later", 0) end, function(m) return "handled " .. m end) end) return f(), f()',
  'local f = coroutine.wrap(function() return xpcall(function(...) return ... end, debug.traceback, coroutine.yield(1)) end) return f(), f(2, 3)',
  'local f = coroutine.wrap(function() local t = setmetatable({}, { __index = function(_, k) return coroutine.yield(k) end }) return t.name .. t.other end) return f(), f("a"), f("b")',
  'local f = coroutine.wrap(function() local t = setmetatable({}, { __add = function(a, b) return coroutine.yield(b) end, __lt = function() return coroutine.yield("lt") end, __eq = function() return coroutine.yield("eq") end, __concat = function() return coroutine.yield("cat") end, __call = function(_, x) return coroutine.yield(x) end, __len = function() return coroutine.yield("len") end, __newindex = function(_, k, v) coroutine.yield(k, v) end, __unm = function() return coroutine.yield("unm") end }) local u = setmetatable({}, getmetatable(t)) t.x = 5 return t + 1, t < u, t == u, t .. "x", t("c"), #t, -t, not (t < u) end) local out = {} for i = 1, 9 do out[i] = tostring(f(i)) end return table.concat(out, " "), f("last")',
  'local f = coroutine.wrap(function() for k in (function() return coroutine.yield("next?") end) do coroutine.yield(k) end return "out" end) return f(), f("a"), f(), f(nil)',
  'local f = coroutine.wrap(function() for k, v in pairs(setmetatable({}, { __pairs = function() coroutine.yield("pairs") return next, { 7 } end })) do coroutine.yield(k, v) end end) return f(), f()',
  'local f = coroutine.wrap(function() return select(2, load(function() return coroutine.yield() end)) end) return f()',
  'local f = coroutine.wrap(function() return table.unpack(setmetatable({}, { __index = function(_, i) return coroutine.yield(i) end }), 1, 2) end) return pcall(f)',
  'local f = coroutine.wrap(function() return table.concat(setmetatable({}, { __index = function(_, i) return i .. "" end, __len = function() return 3 end }), "-") end) return f()',
  'local inner = coroutine.wrap(function() coroutine.yield(1) coroutine.yield(2) end) local outer = coroutine.wrap(function() coroutine.yield(inner()) coroutine.yield(inner()) end) return outer(), outer()',
  'local function gen(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end local function filter(p, g) return coroutine.wrap(function() for n in g do if n % p ~= 0 then coroutine.yield(n) end end end) end local x = gen(60) x() local out = {} local n = x() while n do out[#out + 1] = n x = filter(n, x) n = x() end return table.concat(out, " ")',
  'local function count(d) if d == 0 then return 0 end return 1 + coroutine.wrap(count)(d - 1) end return count(50)',
  'return type(debug.getinfo(coroutine.create(function() end), 0)), type(debug.getinfo(1, "l").currentline)',
]

// Lua 5.4 has these in addition.
const closing = [
  'local co = coroutine.create(print) return coroutine.close(co), coroutine.status(co)',
  'local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) return coroutine.close(co), coroutine.status(co), coroutine.resume(co)',
  'local co = coroutine.create(function() error("x", 0) end) coroutine.resume(co) return coroutine.close(co)',
  'local co = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() error("closing", 0) end }) coroutine.yield() end) coroutine.resume(co) return coroutine.close(co)',
  'local log = {} local co = coroutine.create(function() local x <close> = setmetatable({}, { __close = function(_, e) log[#log + 1] = tostring(e) end }) coroutine.yield() end) coroutine.resume(co) coroutine.close(co) return log[1]',
  'return coroutine.close(coroutine.running())',
  'local co co = coroutine.create(function() return pcall(coroutine.close, co) end) return coroutine.resume(co)',
  'local outer outer = coroutine.create(function() return coroutine.wrap(function() return pcall(coroutine.close, outer) end)() end) return coroutine.resume(outer)',
  'local main = coroutine.running() return coroutine.wrap(function() return pcall(coroutine.close, main) end)()',
  'local f = coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function() error("closing", 0) end }) error("body", 0) end) return f()',
  'local log = {} local f = coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function(_, e) log[#log + 1] = tostring(e) end }) error("body", 0) end) return pcall(f), log[1]',
  'local f = coroutine.wrap(function() local x <close> = setmetatable({}, { __close = function() end }) error({ 5 }) end) local _, e = pcall(f) return e[1]',
  'return coroutine.close()', 'return coroutine.close(1)',
]

const sections = { wrapAndResume, wrongArguments, states, across }

for (const engine of engines) {
  for (const [name, sources] of Object.entries(sections)) {
    t.test(`installCoroutines() behaves as real Lua on ${engine}: ${name}`, (t) => sameAsRealLua(t, engine, sources))
  }

  t.test(`installCoroutines() names a wrong argument on ${engine}`, (t) => sameAsRealLua(t, engine, [
    'return pcall(coroutine.resume)', 'return pcall(coroutine.resume, 1)', 'return pcall(coroutine.status, {})', 'return coroutine.status(5)',
  ]))

  if (engine !== 'fengari') t.test(`installCoroutines() behaves as real Lua on ${engine}: closing`, (t) => sameAsRealLua(t, engine, closing))

  t.test(`installCoroutines() hides time slices and waiting from nested coroutines on ${engine}`, async (t) => {
    const f = await functionOf(t, `local time = require("time")
local function busy() local x = 0 for i = 1, 20000 do x = x + i % 7 end return x end
local function nest(depth, wait)
  if depth == 0 then
    return coroutine.wrap(function(first)
      local given = first
      for i = 1, 5 do
        busy()
        if wait then time.sleep(0.001) end
        given = coroutine.yield(given .. i, nil, depth)
      end
      return "end", given
    end)
  end
  local inner = nest(depth - 1, wait)
  return coroutine.wrap(function(...)
    local values = table.pack(pcall(inner, ...))
    while values[2] ~= "end" do
      busy()
      values = table.pack(pcall(inner, coroutine.yield(table.unpack(values, 2, values.n))))
    end
    return table.unpack(values, 2, values.n)
  end)
end
return function(event)
  local f, out = nest(3, event.wait), {}
  for i = 1, 6 do
    local values = table.pack(f(event.name .. i))
    out[i] = tostring(values[1]) .. "/" .. values.n
    assert(coroutine.status(coroutine.running()) == "running")
  end
  return table.concat(out, " ")
end`, { engine, settings: { luaSliceMs: 0.2 } })
    const wanted = (name: string) => `${[1, 2, 3, 4, 5].map((i) => `${name}${i}${i}/3`).join(' ')} end/2`
    const names = ['a', 'b', 'c', 'd']
    const answers = await Promise.all(names.flatMap((name) => [f.request({ query: `name=${name}` }), f.request({ query: `name=${name}&wait=1` })]))
    t.same(answers.map(({ body }) => body.toString()), names.flatMap((name) => [wanted(name), wanted(name)]))
    t.ok(f.counts.slices > 10, `${f.counts.slices} slices ended within`)
  })

  t.test(`installCoroutines() refuses a coroutine that another request is in, as one that runs, on ${engine}`, async (t) => {
    const f = await functionOf(t, `local time = require("time")
local shared
local function fresh()
  shared = coroutine.create(function(how)
    if how == "wait" then time.sleep(0.03) else for i = 1, 3e5 do end end
    how = coroutine.yield("first")
    return "second " .. how
  end)
end
local wrapped
return function(event)
  if event.how then
    fresh()
    return table.concat({ tostring(select(2, coroutine.resume(shared, event.how))), coroutine.status(shared) }, ", ")
  end
  local before = coroutine.status(shared)
  local closed = coroutine.close and before == "normal" and select(2, pcall(coroutine.close, shared)) or "cannot close a normal coroutine"
  assert(closed:find("cannot close a normal coroutine"), closed)
  local out = { before, tostring(select(2, coroutine.resume(shared, "x"))) }
  return table.concat(out, ", ")
end`, { engine, settings: { luaSliceMs: 0.5 } })
    for (const how of ['wait', 'compute']) {
      const owner = f.request({ query: `how=${how}` })
      const intruder = f.request()
      t.equal((await intruder).body.toString(), 'normal, cannot resume non-suspended coroutine', how)
      t.equal((await owner).body.toString(), 'first, suspended')
      t.equal((await f.request()).body.toString(), 'suspended, second x', 'once it has yielded anybody may go on with it')
    }
  })
}
