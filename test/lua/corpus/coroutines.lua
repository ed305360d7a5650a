-- Coroutines in every nesting.
-- case: values in and out
local co = coroutine.create(function(a, b) print(a, b) local c = coroutine.yield(a + b) print(c) local d, e = coroutine.yield(c * 2) print(d, e) return "end", nil, 3 end) print(coroutine.resume(co, 1, 2)) print(coroutine.resume(co, 10)) print(coroutine.resume(co, "x", nil)) print(coroutine.resume(co)) print(coroutine.status(co))
-- case: wrap
local f = coroutine.wrap(function(...) for i = 1, select("#", ...) do coroutine.yield((select(i, ...))) end end) print(f("a", "b"), f(), f()) print(pcall(f)) print(pcall(coroutine.wrap(function() error("oops", 0) end))) print(pcall(coroutine.wrap(function() error({}) end)))
-- case: states
local co co = coroutine.create(function() print(coroutine.status(co)) local inner = coroutine.create(function() print(coroutine.status(co)) end) coroutine.resume(inner) print(coroutine.status(inner)) coroutine.yield() end) print(coroutine.status(co)) coroutine.resume(co) print(coroutine.status(co)) coroutine.resume(co) print(coroutine.status(co))
-- case: running and yieldable
print(select(2, coroutine.running()), coroutine.isyieldable()) coroutine.wrap(function() local co, main = coroutine.running() print(type(co), main, coroutine.isyieldable(), coroutine.status(co)) end)()
-- case: resume of what can't be resumed
local co = coroutine.create(function() end) coroutine.resume(co) print(coroutine.resume(co)) co = coroutine.create(function() return coroutine.resume(co) end) print(coroutine.resume(co)) print(coroutine.resume(coroutine.running())) print(pcall(coroutine.resume)) print(pcall(coroutine.resume, 5)) print(pcall(coroutine.status)) print(pcall(coroutine.create)) print(pcall(coroutine.create, 5)) print(pcall(coroutine.wrap, {})) print(pcall(coroutine.status, {}))
-- case: generators
local function range(n) return coroutine.wrap(function() for i = 1, n do coroutine.yield(i) end end) end local function map(f, g) return coroutine.wrap(function() for v in g do coroutine.yield(f(v)) end end) end local function take(n, g) return coroutine.wrap(function() for v in g do if n == 0 then return end n = n - 1 coroutine.yield(v) end end) end for v in take(3, map(function(x) return x * x end, range(10))) do print(v) end
-- case: producer and consumer
local function producer() return coroutine.create(function() for _, v in ipairs { "a", "b", "c" } do coroutine.yield(v) end return nil end) end local function filter(p) return coroutine.create(function() local n = 1 while true do local _, v = coroutine.resume(p) if not v then return nil end coroutine.yield(n .. v) n = n + 1 end end) end local c = filter(producer()) while true do local _, v = coroutine.resume(c) if not v then break end print(v) end
-- case: deep nesting
local function nest(n) if n == 0 then coroutine.yield("bottom") return "done" end local f = coroutine.wrap(nest) coroutine.yield(f(n - 1)) return f() end local f = coroutine.wrap(nest) print(f(20)) print(f())
-- case: yield across pcall
local co = coroutine.wrap(function() print(pcall(function() print(coroutine.yield(1)) error("after", 0) end)) print(pcall(coroutine.yield, 2)) return 3 end) print(co()) print(co("in")) print(co("back", "again"))
-- case: yield across xpcall and its handler
local co = coroutine.wrap(function() return xpcall(function() coroutine.yield("y") local x = nil return x.field end, function(m) return "handled: " .. m end) end) print(co()) print(co())
-- case: yield in metamethods
local mt = { __add = function(a, b) return coroutine.yield("add") end, __index = function(_, k) return coroutine.yield("index " .. k) end, __newindex = function(_, k, v) coroutine.yield("newindex " .. k) end, __call = function(_, x) return coroutine.yield("call " .. x) end, __eq = function() return coroutine.yield("eq") end, __lt = function() return coroutine.yield("lt") end, __le = function() return coroutine.yield("le") end, __concat = function() return coroutine.yield("concat") end, __len = function() return coroutine.yield("len") end, __unm = function() return coroutine.yield("unm") end }
local o, p = setmetatable({}, mt), setmetatable({}, mt)
local co = coroutine.wrap(function() o.k = 1 return o + 1, o.x, o(5), o == p, o < p, o <= p, o .. "s", #o, -o, o ~= p, o > p end)
local v = co() while true do print(v) if v == "lt" and p.seen then break end v = co(true) if type(v) ~= "string" then print(v) break end end
-- case: yield in iterators
local co = coroutine.wrap(function() local sum = 0 for k, v in function(_, i) i = (i or 0) + 1 if i <= 3 then return i, coroutine.yield(i) end end do sum = sum + v end return "sum " .. sum end) print(co(), co(10), co(20), co(30)) local co2 = coroutine.wrap(function() for k, v in pairs(setmetatable({}, { __pairs = function(t) return function(_, k) if not k then coroutine.yield("step") return 1, 2 end end, t end })) do print(k, v) end end) print(co2()) co2()
-- case: yield in sort and gsub
print(coroutine.wrap(function() return pcall(table.sort, { 3, 2, 1 }, function(a, b) coroutine.yield() end) end)()) print(coroutine.wrap(function() return pcall(string.gsub, "abc", "b", function() coroutine.yield() end) end)()) print(coroutine.wrap(function() return pcall(string.rep, setmetatable({}, { __tostring = coroutine.yield })) end)())
-- case: yield in load's reader
print(coroutine.wrap(function() return load(function() coroutine.yield() end) end)())
-- case: yield outside
print(pcall(coroutine.yield, 1)) print(coroutine.isyieldable())
-- case: errors inside
local co = coroutine.create(function() local x = nil x() end) print(coroutine.resume(co)) print(coroutine.status(co)) co = coroutine.create(function() error({ code = 7 }) end) local ok, e = coroutine.resume(co) print(ok, type(e), e.code) co = coroutine.create(function() error() end) print(coroutine.resume(co)) co = coroutine.create(function() error("msg", 2) end) print(coroutine.resume(co))
-- case: errors through wrap add the place
local f = coroutine.wrap(function() error("inner") end) print(pcall(f)) print(pcall(function() coroutine.wrap(function() error("deep") end)() end)) print(pcall(function() coroutine.wrap(function() coroutine.wrap(function() error("deeper", 0) end)() end)() end))
-- case: wrap inside itself
local f f = coroutine.wrap(function() return pcall(f) end) print(f()) local g g = coroutine.wrap(function() return g() end) print(pcall(g))
-- case: yield from nested functions
local function inner(...) return coroutine.yield(...) end local co = coroutine.wrap(function(...) local a, b = inner(...) return inner(a + b) end) print(co(1, 2)) print(co(3, 4)) print(co("end"))
-- case: varargs through yield
local co = coroutine.wrap(function(...) local n = select("#", ...) while true do n = select("#", coroutine.yield(n)) end end) print(co(), co(nil), co(nil, nil), co(1, nil, nil), co()) local t = {} for i = 1, 200 do t[i] = i end print(co(table.unpack(t)))
-- case: a table of coroutines
local log, list = {}, {} for i = 1, 3 do list[i] = coroutine.create(function() for j = 1, i do log[#log + 1] = i .. ":" .. j coroutine.yield() end end) end local alive = true while alive do alive = false for _, co in ipairs(list) do if coroutine.status(co) == "suspended" then coroutine.resume(co) alive = true end end end return table.concat(log, " ")
-- case: many coroutines
local sum = 0 for i = 1, 2000 do local f = coroutine.wrap(function(x) local y = coroutine.yield(x + 1) return y * 2 end) sum = sum + f(i) + f(1) end return sum
-- case: same fringe
local function leaves(t) return coroutine.wrap(function() local function walk(n) if type(n) == "table" then walk(n[1]) walk(n[2]) else coroutine.yield(n) end end walk(t) end) end local function same(a, b) local f, g = leaves(a), leaves(b) repeat local x, y = f(), g() if x ~= y then return false end until x == nil return true end print(same({ { 1, 2 }, 3 }, { 1, { 2, 3 } }), same({ 1, 2 }, { 2, 1 }))
-- case: a coroutine as a table key and in debug
local co = coroutine.create(function() coroutine.yield() end) local t = { [co] = "found" } print(t[co], type(co)) coroutine.resume(co) print((debug.traceback(co):gsub("0x%x+", "?"))) print((debug.traceback(co, "message", 0):match("^message\nstack traceback:")))
-- case: close [5.4]
local co = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() print("closed") end }) coroutine.yield() end) coroutine.resume(co) print(coroutine.close(co)) print(coroutine.status(co)) print(coroutine.close(coroutine.create(print))) local bad = coroutine.create(function() error("oops", 0) end) coroutine.resume(bad) print(coroutine.close(bad)) print(pcall(coroutine.close)) print(pcall(coroutine.close, coroutine.running()))
-- case: close with an error [5.4]
local co = coroutine.create(function() local x <close> = setmetatable({}, { __close = function() error("in close", 0) end }) coroutine.yield() end) coroutine.resume(co) print(coroutine.close(co)) print(coroutine.status(co))
-- case: isyieldable of another [5.4]
print(coroutine.isyieldable(coroutine.create(print)))
-- case: resume from inside a comparison in sort
local co = coroutine.wrap(function() for i = 1, 100 do coroutine.yield(i) end end) local t = { 5, 3, 8, 1 } table.sort(t, function(a, b) co() return a < b end) print(table.concat(t, " "), co() > 3)
-- case: pcall in coroutine in pcall
print(pcall(function() local co = coroutine.wrap(function() local ok, e = pcall(error, "one", 0) coroutine.yield(e) error("two", 0) end) print(co()) co() end))
-- case: error after many yields
local co = coroutine.wrap(function() for i = 1, 5 do coroutine.yield(i) end error("finished", 0) end) local out = {} for i = 1, 5 do out[i] = co() end print(table.concat(out, " "), pcall(co))
-- case: schedule with sleep-like yields
local tasks, log = {}, {} local function spawn(name, n) tasks[#tasks + 1] = coroutine.create(function() for i = 1, n do log[#log + 1] = name .. i coroutine.yield(n - i) end end) end spawn("a", 2) spawn("b", 3) while #tasks > 0 do for i = #tasks, 1, -1 do local ok, left = coroutine.resume(tasks[i]) if coroutine.status(tasks[i]) == "dead" then table.remove(tasks, i) end end end return table.concat(log, " ")
-- case: recursion of coroutines that is too deep
local function f() return coroutine.wrap(f)() end local ok, message = pcall(f) print(ok, type(message) == "string" and (message:match("stack overflow") or message:match("overflow")) or message)
