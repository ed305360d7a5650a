-- Metatables and objects.
-- case: arithmetic
local mt = {} for _, name in ipairs { "add", "sub", "mul", "div", "mod", "pow", "idiv", "band", "bor", "bxor", "shl", "shr", "concat" } do mt["__" .. name] = function(a, b) return name .. (type(a) == "table" and "L" or "r") .. (type(b) == "table" and "L" or "r") end end mt.__unm = function() return "unm" end mt.__bnot = function() return "bnot" end mt.__len = function() return "len" end local o = setmetatable({}, mt) print(o + 1, 1 + o, o - 1, o * 1, o / 1, o % 1, o ^ 1, o // 1, o & 1, 1 | o, o ~ 1, o << 1, 1 >> o, o .. "x", "x" .. o, o .. o, -o, ~o, #o)
-- case: comparison
local mt = { __eq = function(a, b) return a.v == b.v end, __lt = function(a, b) return a.v < b.v end, __le = function(a, b) return a.v <= b.v end } local function new(v) return setmetatable({ v = v }, mt) end print(new(1) == new(1), new(1) ~= new(2), new(1) < new(2), new(1) > new(2), new(1) <= new(1), new(2) >= new(3), new(1) == 1, rawequal(new(1), new(1)))
-- case: results of comparison are booleans
local o, p = setmetatable({}, { __lt = function() return 5 end, __eq = function() return "x" end, __le = function() return nil end }) p = setmetatable({}, getmetatable(o)) print(o < p, o == p, o <= p, o ~= p, o > p)
-- case: less or equal by less [5.3]
local o = setmetatable({}, { __lt = function(a, b) return false end }) print(o <= o)
-- case: less or equal without [5.4]
local o = setmetatable({}, { __lt = function(a, b) return false end }) print(pcall(function() return o <= o end))
-- case: mixed comparison
local o = setmetatable({}, { __lt = function(a, b) return type(a) .. type(b) end, __le = function() return true end }) print(o < 1, 1 < o, "x" < o, o <= "x", pcall(function() return o < nil end))
-- case: index
local t = setmetatable({ own = 1 }, { __index = { inherited = 2 } }) print(t.own, t.inherited, t.none) local f = setmetatable({}, { __index = function(self, k) return k .. "!" end }) print(f.x, f[1], rawget(f, "x")) local deep = setmetatable({}, { __index = setmetatable({}, { __index = setmetatable({}, { __index = function(_, k) return "deep " .. k end }) }) }) print(deep.key)
-- case: index of what can't be indexed
print(pcall(function() return setmetatable({}, { __index = 5 }).x end)) print(pcall(function() return setmetatable({}, { __index = "text" }).len end)) print(pcall(function() local a = setmetatable({}, {}) getmetatable(a).__index = a return a.x end))
-- case: index loops
local a = {} for i = 1, 1500 do a = setmetatable({}, { __index = a }) end print(a.x) local b = {} for i = 1, 2500 do b = setmetatable({}, { __index = b }) end print(pcall(function() return b.x end)) print(pcall(function() b.x = 1 return rawget(b, "x") end))
-- case: newindex
local log = {} local t = setmetatable({ own = 1 }, { __newindex = function(t, k, v) log[#log + 1] = k rawset(t, k, v) end }) t.own = 2 t.new = 3 t.new = 4 print(t.own, t.new, table.concat(log, ",")) local store = {} local p = setmetatable({}, { __newindex = store }) p.x = 1 print(rawget(p, "x"), store.x)
-- case: newindex loops
local b = {} for i = 1, 2500 do b = setmetatable({}, { __newindex = b }) end print(pcall(function() b.x = 1 end))
-- case: call
local c = setmetatable({}, { __call = function(self, a, b) return a, b, self ~= nil end }) print(c(1, 2)) print(pcall(c, 3)) print(select("#", c())) print(pcall(function() local x = {} x() end)) print(pcall(setmetatable({}, { __call = setmetatable({}, { __call = function() return "twice" end }) })))
-- case: call chains [5.4]
print(setmetatable({}, { __call = setmetatable({}, { __call = function(a, b, c) return c end }) })("arg"))
-- case: tostring and name
print(tostring(setmetatable({}, { __tostring = function() return "shown" end })), (tostring(setmetatable({}, { __name = "My.Type" })):gsub("0x%x+", "ADDRESS"))) print(pcall(tostring, setmetatable({}, { __tostring = function() return 1 end }))) print(pcall(tostring, setmetatable({}, { __tostring = function() return nil end }))) print(pcall(tostring)) print((tostring({}):gsub("0x%x+", "ADDRESS")), (tostring(print):gsub("0x%x+", "ADDRESS"):gsub("builtin: %x+", "function: ADDRESS")))
-- case: names of types in errors
local o = setmetatable({}, { __name = "My.Type" }) print(pcall(function() return o + 1 end)) print(pcall(function() return o < o end)) print(pcall(function() return #o .. o end)) print(pcall(string.rep, o)) print(pcall(ipairs(o))) print(pcall(function() return o() end)) print(pcall(math.floor, o))
-- case: protected metatables
local t = setmetatable({}, { __metatable = "locked" }) print(getmetatable(t), pcall(setmetatable, t, {})) print(getmetatable(""), pcall(setmetatable, "", {})) print(getmetatable(1), getmetatable(nil), getmetatable(print), pcall(getmetatable)) print(pcall(setmetatable, {})) print(pcall(setmetatable, {}, 5)) print(pcall(setmetatable, 5, {})) print(getmetatable(setmetatable({}, nil)))
-- case: pairs with a metamethod
for k, v in pairs(setmetatable({}, { __pairs = function(t) return function(_, k) if not k then return 1, "one" end end, t, nil end })) do print(k, v) end print(pcall(pairs, setmetatable({}, { __pairs = 5 })))
-- case: length with a metamethod
print(#setmetatable({}, { __len = function() return 42 end }), #setmetatable({ 1, 2 }, {}), pcall(function() return #setmetatable({}, { __len = function() error("no length", 0) end }) end))
-- case: close of the loop [5.4]
for i in (function() local n = 0 return function() n = n + 1 if n <= 3 then return n end end, nil, nil, setmetatable({}, { __close = function() print("closed") end }) end)() do if i == 2 then break end print(i) end
-- case: classes
local Animal = {} Animal.__index = Animal function Animal.new(name) return setmetatable({ name = name }, Animal) end function Animal:speak() return self.name .. " makes a noise" end local Dog = setmetatable({}, { __index = Animal }) Dog.__index = Dog function Dog.new(name) return setmetatable(Animal.new(name), Dog) end function Dog:speak() return Animal.speak(self) .. ": woof" end print(Animal.new("Cat"):speak(), Dog.new("Rex"):speak())
-- case: default values and read-only tables
local function readonly(t) return setmetatable({}, { __index = t, __newindex = function(_, k) error("read-only: " .. k, 2) end, __len = function() return #t end, __pairs = function() return next, t, nil end }) end local r = readonly { 1, 2, x = 3 } print(r[1], r.x, #r, pcall(function() r.y = 1 end))
-- case: counting accesses
local function track(t) local n = 0 return setmetatable({}, { __index = function(_, k) n = n + 1 return t[k] end, __newindex = function(_, k, v) n = n + 1 t[k] = v end }), function() return n end end local p, count = track {} p.a = 1 p.a = p.a + 1 print(p.a, count())
-- case: vectors
local V V = { __add = function(a, b) return setmetatable({ a[1] + b[1], a[2] + b[2] }, V) end, __mul = function(a, b) if type(a) == "number" then a, b = b, a end return setmetatable({ a[1] * b, a[2] * b }, V) end, __eq = function(a, b) return a[1] == b[1] and a[2] == b[2] end, __tostring = function(v) return "(" .. v[1] .. ", " .. v[2] .. ")" end, __unm = function(v) return v * -1 end, __index = { len2 = function(v) return v[1] ^ 2 + v[2] ^ 2 end } } local a, b = setmetatable({ 1, 2 }, V), setmetatable({ 3, 4 }, V) print(tostring(a + b), tostring(2 * a), a + b == setmetatable({ 4, 6 }, V), b:len2(), tostring(-a))
-- case: metamethods of text
local mt = getmetatable("") local old = mt.__add mt.__add = function(a, b) return "added " .. tostring(a) .. tostring(b) end print(pcall(function() return "x" + "y" end)) mt.__add = old print(pcall(function() return "x" + 1 end))
-- case: metamethods of base types
debug.setmetatable(nil, { __index = function(_, k) return "nil." .. k end }) print((nil).x) debug.setmetatable(nil, nil) print(pcall(function() return (nil).x end)) debug.setmetatable(0, { __call = function(n, x) return n * x end, __index = math }) print((5)(3), (2.7):floor()) debug.setmetatable(0, nil) debug.setmetatable(true, { __tostring = function(b) return b and "yes" or "no" end }) print(tostring(true)) debug.setmetatable(true, nil) debug.setmetatable(print, { __concat = function() return "f.." end }) print(print .. "x") debug.setmetatable(print, nil)
-- case: globals with a metatable
setmetatable(_G, { __index = function(_, k) return "global " .. k end }) print(undefined_thing) setmetatable(_G, nil) print(undefined_thing)
-- case: weak tables are tables
local w = setmetatable({}, { __mode = "k" }) local key = {} w[key] = 1 print(w[key], getmetatable(w).__mode) local v = setmetatable({}, { __mode = "v" }) v[1] = key print(v[1] == key)
-- case: unreachable values leave weak tables
local w = setmetatable({}, { __mode = "k" }) for i = 1, 10 do w[{}] = i end collectgarbage() collectgarbage() local n = 0 for _ in pairs(w) do n = n + 1 end return n
-- case: finalizers run
local done = false do setmetatable({}, { __gc = function() done = true end }) end collectgarbage() collectgarbage() return done
-- case: errors in metamethods
local o = setmetatable({}, { __add = function() error("no sum", 0) end, __index = function(_, k) error("no field " .. k) end, __eq = function() error("eq", 0) end }) print(pcall(function() return o + 1 end)) print(pcall(function() return o.x end)) print(pcall(function() return o == setmetatable({}, getmetatable(o)) end))
-- case: metamethods that are no functions
print(pcall(function() return setmetatable({}, { __add = 5 }) + 1 end)) print(pcall(function() return setmetatable({}, { __call = 5 })() end)) print(pcall(function() return -setmetatable({}, { __unm = {} }) end))
