-- Tables and the table library.
-- case: constructors
local function f() return 1, 2, 3 end local t = { f(), f() } print(#t, #{ f() }, #{ (f()) }, #{ f(), nil }, #{ [1] = "a", "b" }, ({ [1] = "a", "b" })[1], #{ 1, 2, nil, 4 } >= 2, { x = 1, ["y z"] = 2, [3.0] = 3 }["y z"]) print(({ 1, 2, 3, })[3], ({ 1; 2; 3 })[2], next({}))
-- case: length
print(#{}, #{ 1 }, #{ 1, 2, 3 }, #{ n = 3 }, #{ [1] = 1, [2] = 2 }, #"abc") local t = {} for i = 1, 100 do t[i] = i end print(#t) for i = 100, 51, -1 do t[i] = nil end print(#t) t[#t + 1] = "x" print(#t)
-- case: insert
local t = {} table.insert(t, "a") table.insert(t, 1, "b") table.insert(t, 3, "c") table.insert(t, 2, "d") print(table.concat(t, " ")) print(select("#", table.insert(t, "e")))
-- case: insert with wrong arguments
print(pcall(table.insert, { 1 }, 5, 2)) print(pcall(table.insert, { 1 }, 0, 2)) print(pcall(table.insert, { 1 })) print(pcall(table.insert, { 1 }, 1, 2, 3)) print(pcall(table.insert)) print(pcall(table.insert, 5, 1)) print(pcall(table.insert, { 1 }, "x", 2)) print(pcall(table.insert, { 1 }, 1.5, 2)) print(pcall(table.insert, nil, 1)) print(pcall(table.insert, "x", 1))
-- case: remove
local t = { "a", "b", "c", "d" } print(table.remove(t), table.remove(t, 1), table.remove(t, 2), table.concat(t, " ")) print(table.remove({}), table.remove({}, 0), table.remove({ [0] = "z" }, 0), table.remove({ 1 }, 2)) print(#t, table.remove(t), table.remove(t), table.remove(t))
-- case: remove with wrong arguments
print(pcall(table.remove, { 1, 2 }, 5)) print(pcall(table.remove, { 1, 2 }, -1)) print(pcall(table.remove)) print(pcall(table.remove, {}, "x")) print(pcall(table.remove, {}, 1.5)) print(pcall(table.remove, { 1, 2, 3 }, 5)) print(pcall(table.remove, {}, 2))
-- case: concat
print(table.concat({}), table.concat({ 1, 2, 3 }), table.concat({ "a", "b" }, ", "), table.concat({ 1, 2.5, "x" }, "-"), table.concat({ 1, 2, 3 }, ",", 2), table.concat({ 1, 2, 3 }, ",", 2, 2), table.concat({ 1, 2, 3 }, ",", 3, 2))
-- case: concat with wrong arguments
print(pcall(table.concat, { 1, {}, 3 })) print(pcall(table.concat, { 1, 2 }, ",", 1, 3)) print(pcall(table.concat, { true })) print(pcall(table.concat)) print(pcall(table.concat, {}, {})) print(pcall(table.concat, {}, ",", "x")) print(pcall(table.concat, 5)) print(pcall(table.concat, { 1 }, ",", 1.5)) print(pcall(function() return table.concat({ {} }) end))
-- case: unpack
print(table.unpack({ 1, 2, 3 })) print(table.unpack({ 1, 2, 3 }, 2)) print(table.unpack({ 1, 2, 3 }, 2, 3)) print(table.unpack({ 1, 2 }, 1, 4)) print(table.unpack({}, 1, 0)) print(select("#", table.unpack({}, 1, 5))) print(table.unpack({ [0] = "z" }, 0, 0)) print(table.unpack({ 1, 2 }, -1, 1)) print(table.unpack("abc", 1, 2))
-- case: unpack with wrong arguments
print(pcall(table.unpack, { 1 }, 1, 1e7)) print(pcall(table.unpack)) print(pcall(table.unpack, nil)) print(pcall(table.unpack, {}, "x")) print(pcall(table.unpack, {}, 1, {})) print(pcall(table.unpack, {}, 1.5))
-- case: unpack of far too many
print(pcall(table.unpack, {}, 0, 2147483646)) print(pcall(table.unpack, {}, math.mininteger, math.maxinteger)) print(table.unpack({}, math.maxinteger, math.maxinteger))
-- case: pack
local t = table.pack(1, nil, 3, nil) print(t.n, t[1], t[2], t[3], #table.pack(), table.pack().n)
-- case: move
print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ",")) print(table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), ",")) print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 1, {}), ",")) print(table.concat(table.move({ 1, 2, 3 }, 1, 0, 5), ",")) print(table.concat(table.move({ 1, 2, 3 }, 1, 3, 3), ",")) local t = {} print(table.move({ 1 }, 1, 1, 1, t) == t)
-- case: move with wrong arguments
print(pcall(table.move, {}, 1, 2)) print(pcall(table.move, {}, "x", 1, 1)) print(pcall(table.move, 5, 1, 1, 1)) print(pcall(table.move, { 1 }, 1, 1, 1, 5)) print(pcall(table.move)) print(pcall(table.move, {}, 1, math.maxinteger, 2)) print(pcall(table.move, {}, math.mininteger, math.maxinteger, 1)) print(pcall(table.move, {}, 1, 1.5, 1))
-- case: sort
local t = { 5, 2, 8, 1, 9, 3 } table.sort(t) print(table.concat(t, " ")) table.sort(t, function(a, b) return a > b end) print(table.concat(t, " ")) local w = { "pear", "Apple", "fig", "", "apple", "10", "9" } table.sort(w) print(table.concat(w, ",")) local m = { 3, 1.5, -2, 0, 2^31 } table.sort(m) print(m[1], m[2], m[5])
-- case: sort of many
local t = {} local x = 42 for i = 1, 500 do x = (x * 171 + 11) % 30269 t[i] = x end table.sort(t) local ok = true for i = 2, #t do ok = ok and t[i - 1] <= t[i] end print(ok, t[1], t[500]) table.sort(t, function(a, b) return a > b end) print(t[1] >= t[2])
-- case: sort of equal and of few
for _, t in ipairs { {}, { 1 }, { 1, 1, 1 }, { 2, 1 }, { 1, 2 }, { 3, 3, 1, 1, 2, 2 } } do table.sort(t) print(table.concat(t, " ")) end
-- case: sort by field
local people = { { name = "Cy", age = 3 }, { name = "Al", age = 7 }, { name = "Bo", age = 5 } } table.sort(people, function(a, b) return a.age < b.age end) for _, p in ipairs(people) do print(p.name, p.age) end
-- case: sort with wrong arguments
print(pcall(table.sort, { 1, "x" })) print(pcall(table.sort, { {}, {} })) print(pcall(table.sort)) print(pcall(table.sort, { 2, 1 }, 5)) print(pcall(table.sort, 5)) print(pcall(table.sort, { 3, nil, 1 }) ~= nil) print(pcall(table.sort, { 1, 2, 3 }, function(a, b) error("in order", 0) end))
-- case: sort with an order that is none
local ok, message = pcall(table.sort, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, function() return true end) print(ok, message)
-- case: ipairs
for i, v in ipairs { "a", "b", nil, "d" } do print(i, v) end for i in ipairs {} do print("never") end print(pcall(ipairs)) print(pcall(ipairs, nil)) for i, v in ipairs(setmetatable({}, { __index = function(_, i) if i <= 3 then return i * 10 end end })) do print(i, v) end print(pcall(function() for i in ipairs(5) do end end))
-- case: pairs
local keys = {} for k, v in pairs { 10, 20, 30, x = 1 } do keys[#keys + 1] = tostring(k) .. "=" .. tostring(v) end table.sort(keys) print(table.concat(keys, " ")) print(pcall(pairs)) print(pcall(pairs, nil)) print(pcall(pairs, 5)) print(next({}, nil), type(next), pcall(next, {}, "nope"), pcall(next), pcall(next, 5))
-- case: pairs in order of the list part
local out = {} for k in pairs { "a", "b", "c", "d" } do out[#out + 1] = k end return table.concat(out, " ")
-- case: clearing while walking
local t = {} for i = 1, 50 do t["k" .. i] = i end local n = 0 for k in pairs(t) do t[k] = nil n = n + 1 end print(n, next(t))
-- case: changing while walking
local t = { a = 1, b = 2, c = 3 } for k, v in pairs(t) do t[k] = v * 10 end print(t.a, t.b, t.c)
-- case: keys of every type
local f, t, co = function() end, {}, coroutine.create(function() end) local m = { [f] = 1, [t] = 2, [co] = 3, [true] = 4, [false] = 5, [1.5] = 6, [""] = 7, [-1] = 8, [1e300] = 9, ["1"] = 10, [1] = 11 } print(m[f], m[t], m[co], m[true], m[false], m[1.5], m[""], m[-1], m[1e300], m["1"], m[1])
-- case: keys that can't be
print(pcall(function() local t = {} t[nil] = 1 end)) print(pcall(function() local t = {} t[0/0] = 1 end)) print(pcall(function() return { [nil] = 1 } end)) print(({})[nil], ({})[0/0]) print(pcall(rawset, {}, nil, 1))
-- case: keys that are bytes
local t = {} for i = 0, 255 do t[string.char(i)] = i end local n = 0 for k, v in pairs(t) do n = n + 1 if k:byte() ~= v then print(v) end end print(n, t["\0"], t["\255"], t["\1\35"], t["\18\3"])
-- case: raw access
local t = setmetatable({ 1, 2 }, { __index = function() return "meta" end, __newindex = function() end, __len = function() return 99 end, __eq = function() return true end }) print(rawget(t, 5), t[5], rawlen(t), #t, rawequal(t, t), rawequal(t, {}), rawset(t, 5, "five") == t, rawget(t, 5)) print(rawlen("abc"), pcall(rawlen, 5)) print(pcall(rawget, 5, 1)) print(pcall(rawset, {}, 1)) print(pcall(rawequal, 1)) print(pcall(rawget, {}))
-- case: select
print(select("#"), select("#", nil, nil), select(2, "a", "b", "c"), select(-1, "a", "b"), select(-2, "a", "b")) print(select(5, 1, 2)) print(pcall(select, 0)) print(pcall(select, -3, 1)) print(pcall(select)) print(pcall(select, "x")) print(pcall(select, 1.5)) print(select(2.0, "a", "b")) print(select("2", "a", "b"))
-- case: nested tables
local t = { a = { b = { c = { 1, 2, { d = "deep" } } } } } print(t.a.b.c[3].d, #t.a.b.c, t.a["b"].c[1])
-- case: a queue and a stack
local q = { first = 1, last = 0 } local function push(v) q.last = q.last + 1 q[q.last] = v end local function pop() local v = q[q.first] q[q.first] = nil q.first = q.first + 1 return v end for i = 1, 5 do push(i * i) end print(pop(), pop(), pop(), q.last - q.first + 1)
-- case: a copy that knows circles
local function copy(o, seen) seen = seen or {} if type(o) ~= "table" then return o end if seen[o] then return seen[o] end local c = {} seen[o] = c for k, v in pairs(o) do c[copy(k, seen)] = copy(v, seen) end return setmetatable(c, getmetatable(o)) end local a = { x = 1, y = { 2 } } a.me = a local b = copy(a) print(b.me == b, b ~= a, b.y[1], b.y ~= a.y)
-- case: a shown table
local function show(v) if type(v) ~= "table" then return tostring(v) end local keys = {} for k in pairs(v) do keys[#keys + 1] = k end table.sort(keys, function(a, b) return tostring(a) < tostring(b) end) local out = {} for _, k in ipairs(keys) do out[#out + 1] = tostring(k) .. "=" .. show(v[k]) end return "{" .. table.concat(out, ",") .. "}" end print(show { 1, 2, { x = true, y = { "z" } }, k = 1.5 })
-- case: map, filter and fold
local function map(t, f) local r = {} for i, v in ipairs(t) do r[i] = f(v) end return r end local function filter(t, f) local r = {} for _, v in ipairs(t) do if f(v) then r[#r + 1] = v end end return r end local function fold(t, f, a) for _, v in ipairs(t) do a = f(a, v) end return a end print(table.concat(map({ 1, 2, 3 }, function(x) return x * x end), " "), table.concat(filter({ 1, 2, 3, 4 }, function(x) return x % 2 == 0 end), " "), fold({ 1, 2, 3 }, function(a, b) return a + b end, 0))
-- case: a matrix
local function mul(a, b) local c = {} for i = 1, #a do c[i] = {} for j = 1, #b[1] do local s = 0 for k = 1, #b do s = s + a[i][k] * b[k][j] end c[i][j] = s end end return c end local m = mul({ { 1, 2 }, { 3, 4 } }, { { 5, 6 }, { 7, 8 } }) print(m[1][1], m[1][2], m[2][1], m[2][2])
-- case: queens
local function solve(n) local count, cols, d1, d2 = 0, {}, {}, {} local function place(r) if r > n then count = count + 1 return end for c = 1, n do if not cols[c] and not d1[r + c] and not d2[r - c] then cols[c], d1[r + c], d2[r - c] = true, true, true place(r + 1) cols[c], d1[r + c], d2[r - c] = nil, nil, nil end end end place(1) return count end print(solve(4), solve(6))
-- case: large tables
local t = {} for i = 1, 20000 do t[i] = i end for i = 1, 20000, 2 do t[i] = nil end local n, s = 0, 0 for k, v in pairs(t) do n = n + 1 s = s + v end print(n, s, t[2], t[3], t[20000])
-- case: the library honours metamethods
local log = {} local proxy = setmetatable({}, { __len = function() return 3 end, __index = function(_, i) return i * 10 end, __newindex = function(_, k, v) log[#log + 1] = k .. "=" .. tostring(v) end }) print(table.concat(proxy, ","), table.unpack(proxy)) table.insert(proxy, "new") table.remove(proxy) table.move({ 7 }, 1, 1, 5, proxy) table.sort(setmetatable({}, { __len = function() return 0 end })) print(table.concat(log, " "))
-- case: a length that is no integer
local t = setmetatable({}, { __len = function() return "x" end }) print(pcall(table.unpack, t)) print(pcall(table.insert, t, 1)) print(pcall(table.concat, t)) print(#t) print(pcall(table.sort, setmetatable({}, { __len = function() return 1e100 end })))
