-- Errors: values, levels, messages, tracebacks.
-- case: error values
print(pcall(error, "text")) print(pcall(error, "text", 0)) print(pcall(error, 42)) print(pcall(error, nil)) print(pcall(error)) print(select(2, pcall(error, { 1 }))[1]) print(pcall(error, true)) print(pcall(error, 1.5)) print(pcall(function() error("at", 1) end)) print(pcall(function() error(setmetatable({}, { __tostring = function() return "shown" end })) end))
-- case: levels
local function a() error("one", 1) end
local function b() error("two", 2) end
local function c() error("three", 3) end
print(pcall(a))
print(pcall(function()
  b()
end))
print(pcall(function()
  local function inner() c() end
  inner()
end))
print(pcall(function() error("big level", 50) end)) print(pcall(error, "neg", -1)) print(pcall(function() error(5, 2) end)) print(pcall(function() error(12.5) end))
-- case: wrong arguments of error and assert
print(pcall(error, "x", "y")) print(pcall(error, "x", {})) print(pcall(assert)) print(pcall(assert, false)) print(pcall(assert, nil, "message")) print(pcall(assert, false, { 1 }) == false) print(assert(1, 2, 3)) print(pcall(assert, false, nil)) print(pcall(assert, false, 42)) print(select("#", pcall(assert, nil, "a", "b")))
-- case: nested pcall
print(pcall(pcall, error, "x")) print(pcall(pcall)) print(pcall(function() local ok, e = pcall(error, "inner", 0) error("outer " .. e, 0) end)) print(select("#", pcall(function() return nil, nil end)))
-- case: xpcall
print(xpcall(function(...) return ... end, print, 1, 2)) print(xpcall(error, function(m) return "h:" .. tostring(m) end, "e")) print(xpcall(function() local t = nil; return t.x end, function(m) return m:upper() end)) print(pcall(xpcall)) print(pcall(xpcall, print)) print(xpcall(error, function() return 1, 2, 3 end))
-- case: an error in the message handler
print((xpcall(error, function() error("again", 0) end, "first")))
-- case: the message handler sees the stack
local function f() error("here") end print((xpcall(f, function(m) return debug.traceback(m, 1):match("in .-upvalue 'f'") or debug.traceback(m, 1):match("in %a+ <case:1>") or "?" end)))
-- case: fields of nothing
local t = {} for _, f in ipairs { function() return t.x.y end, function() t.x.y = 1 end, function() return undefinedvar.x end, function() local l return l.x end, function() return t[nil].x end, function() t[nil] = 1 end, function() return ("x").y.z end, function() return t.a.b end, function() return t["a b"].c end, function() return t[1].x end, function() return (nil)[1] end, function() return (5).x end, function() return (true).x end, function() local a = { b = {} } return a.b.c.d end } do print(pcall(f)) end
-- case: calls of nothing
local t = {} local up for _, f in ipairs { function() undefinedfunction() end, function() t.method() end, function() t:method() end, function() local l l() end, function() up() end, function() (5)() end, function() ("x")() end, function() t.a.b() end, function() string.nope("x") end, function() t[1]() end, function() return ("x"):nope() end, function() (function() end)()() end } do print(pcall(f)) end
-- case: arithmetic on fields
local t = { s = "x" } for _, f in ipairs { function() return t.a + 1 end, function() return 1 + t.b end, function() return t.s * 2 end, function() return -t.c end, function() return t.x .. "y" end, function() return #t.y end, function() return t.x < 1 end, function() return t < t end, function() return t.s < 1 end, function() return 2 ^ t.q end, function() return t.s & 1 end, function() return 1 // t.z end, function() local n = 1.5 return n & 1 end, function() return t.s + t.s end } do print(pcall(f)) end
-- case: upvalues and constants in messages
local up, num = nil, 5 print(pcall(function() return up.x end)) print(pcall(function() return up + 1 end)) print(pcall(function() return num.x.y end)) print(pcall(function() return up() end)) print(pcall(function() up.x = 1 end)) print(pcall(function() return ("abc") + 1 end)) print(pcall(function() return {} .. "x" end)) print(pcall(function() return 1 < "x" end))
-- case: globals in messages
print(pcall(function() return missing.field end)) print(pcall(function() missing.field = 1 end)) print(pcall(function() missing() end)) print(pcall(function() missing:method() end)) print(pcall(function() return missing + 1 end)) print(pcall(function() return #missing end)) print(pcall(function() return missing .. "" end))
-- case: environments in messages
local function f() local _ENV = { print = print } missing() end print(pcall(f)) local function g() local _ENV <const> = nil end print(pcall(load("local _ENV = nil; x = 1", "=chunk")))
-- case: lines
print(pcall(load("local x = 1\n\n\nerror('line 4')", "=chunk"))) print(pcall(load("local t = {\n  a = 1,\n  b = nil + 1,\n}", "=chunk"))) print(pcall(load("f = nil\nf(\n1,\n2)", "=chunk"))) print(pcall(load("return 1 +\n{}", "=chunk"))) print(pcall(load("local a\nlocal b = a\n.x", "=chunk")))
-- case: chunk names
print(pcall(load("error('x')", "@dir/file.lua"))) print(pcall(load("error('x')", "=name"))) print(pcall(load("error('x')", "source text"))) print(pcall(load("error('x')", "line one\nline two"))) print(pcall(load("error('x')", "@" .. ("long/"):rep(30) .. "file.lua"))) print(pcall(load("error('x')", ("="):rep(2) .. ("n"):rep(100)))) print(pcall(load("error('x')")))
-- case: traceback of a message
print((debug.traceback("message", 1):match("^message\nstack traceback:\n\t[^\n]*"))) print((debug.traceback(5):match("^5\nstack traceback:\n[^\n]*")), debug.traceback(nil) ~= nil, type(debug.traceback({}))) print(type(debug.traceback()))
-- case: traceback of calls
local function inner() return debug.traceback("trace", 1) end
local function middle() local r = inner() return r end
local t = { method = function(self) local r = middle() return r end }
function globalfunction() local r = t:method() return r end
local trace = globalfunction() globalfunction = nil
for line in trace:gmatch("[^\n]+") do if line:find("case:") then print((line:gsub("^%s+", ""))) end end
-- case: traceback of a tail call
local function inner() return debug.traceback("trace", 1) end
local function tail() return inner() end
local trace = tail() print(select(2, trace:gsub("%(%.%.%.tail calls%.%.%.%)", "")))
-- case: errors of host functions called directly
print(pcall(string.rep)) print(pcall(setmetatable, 1)) print(pcall(("x").rep)) print(pcall(function() string.rep() end)) print(pcall(function() local r = string.rep r() end)) print(pcall(function() ("x"):rep() end)) print(pcall(function() ("x"):rep({}) end)) print(pcall(function() math.floor({}) end)) print(pcall(function() io.write({}) end))
-- case: bad self
print(pcall(function() string.rep():x() end)) print(pcall(function() local s = string s:rep() end)) print(pcall(function() local o = { rep = string.rep } o:rep(2) end))
-- case: errors with tables that carry more
local E = {} E.__index = E E.__tostring = function(e) return e.kind .. ": " .. e.message end local function throw(kind, message) error(setmetatable({ kind = kind, message = message }, E)) end local ok, e = pcall(throw, "io", "no disk") print(ok, tostring(e), e.kind, getmetatable(e) == E) local ok2, e2 = pcall(function() local ok, e = pcall(throw, "x", "y") error(e) end) print(tostring(e2))
-- case: try and finally
local function try(f, catch, finally) local r = table.pack(pcall(f)) if not r[1] and catch then catch(r[2]) end if finally then finally() end return table.unpack(r, 2, r.n) end print(try(function() return 1, nil, 3 end, nil, function() print("finally") end)) try(function() error("boom", 0) end, function(e) print("caught", e) end, function() print("finally") end)
-- case: many errors
local n = 0 for i = 1, 2000 do local ok, e = pcall(error, i) if not ok and e == i then n = n + 1 end end return n
-- case: warnings [5.4]
print(pcall(warn)) print(pcall(warn, {})) print(pcall(warn, "@off"))
-- case: an error object that is nil in nested calls
print(pcall(function() error(nil) end)) print(select("#", pcall(function() error(nil) end))) print(xpcall(function() error(nil) end, function(m) return type(m) end))
-- case: the message of a number error
local ok, e = pcall(function() error(42) end) print(type(e), math.type(e)) ok, e = pcall(function() error("42", 0) end) print(type(e))
-- case: integer overflow in for and string conversions
print(pcall(function() for i = 1, 10, 0.0 do break end end) ~= nil, pcall(string.rep, "x", -1), pcall(tostring))
