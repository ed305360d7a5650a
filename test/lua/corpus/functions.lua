-- Functions, scope and control: closures, varargs, goto, multiple assignment, loops, operators' order.
-- case: several results
local function f() return 1, 2, 3 end print(f()) print((f())) print(f(), f()) print({ f() }[3] == nil and 1 or #{ f() }) local a, b, c, d = f() print(a, b, c, d) local x, y = (f()) print(x, y)
-- case: assignment in parallel
local a, b = 1, 2 a, b = b, a print(a, b) local t = { 1, 2 } local i = 1 i, t[i] = 2, "x" print(i, t[1], t[2]) local p, q = 1 print(p, q) local r = 1, 2 print(r)
-- case: varargs
local function v(...) return select("#", ...), ... end print(v()) print(v(nil)) print(v(1, nil, nil)) print((v(1, 2))) local function g(...) local a, b = ... return b, a end print(g(1, 2, 3)) local function h(a, ...) return { ... }, a end print(#h(1, 2, 3)) print(v(v(1, 2)))
-- case: varargs in tables and calls
local function f(...) local t = { n = select("#", ...), ... } return t.n, #t, t[#t] end print(f("a", "b", "c")) print(math.max(table.unpack { 4, 9, 2 })) print((function(...) return ... end)(1, 2, 3))
-- case: varargs at the main chunk
print(select("#", ...), ...)
-- case: many arguments
local t = {} for i = 1, 250 do t[i] = i end local function count(...) return select("#", ...) end print(count(table.unpack(t)), (select(250, table.unpack(t)))) print(#{ table.unpack(t) }) print(pcall(string.char, table.unpack(t)) )
-- case: closures
local function counter() local n = 0 return function() n = n + 1 return n end, function() return n end end local inc, get = counter() inc() inc() print(get(), inc()) local other = counter() print(other()) local fs = {} for i = 1, 3 do fs[i] = function() i = i + 10 return i end end print(fs[1](), fs[1](), fs[2](), fs[3]())
-- case: closures share what they close over
local get, set do local v = 1 get = function() return v end set = function(x) v = x end end set(5) print(get()) local fs = {} local j = 0 while j < 3 do j = j + 1 local k = j fs[#fs + 1] = function() return k, j end end print(fs[1]()) print(fs[3]())
-- case: closures in repeat
local n = 0 local f repeat local done = n >= 2 n = n + 1 f = function() return done, n end until done print(f())
-- case: recursion
local function fact(n) if n <= 1 then return 1 end return n * fact(n - 1) end local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end print(fact(12), fib(20)) local even, odd function even(n) if n == 0 then return true end return odd(n - 1) end function odd(n) if n == 0 then return false end return even(n - 1) end print(even(100), odd(7))
-- case: tail calls
local function loop(n, acc) if n == 0 then return acc end return loop(n - 1, acc + n) end print(loop(20000, 0)) local function a(n) if n == 0 then return "done" end return (function(m) return a(m) end)(n - 1) end print(a(5000))
-- case: the Y combinator and currying
local Y = function(f) return (function(x) return x(x) end)(function(x) return f(function(...) return x(x)(...) end) end) end print(Y(function(self) return function(n) return n == 0 and 1 or n * self(n - 1) end end)(6)) local function curry(f, a) return function(...) return f(a, ...) end end print(curry(curry(math.max, 3), 7)(5))
-- case: methods
local o = { n = 1 } function o:add(k) self.n = self.n + k return self end function o.plain(a) return a end print(o:add(2):add(3).n, o.plain(4), o["add"](o, 1).n) local a = { b = { c = {} } } function a.b.c:m(x) return self == a.b.c, x end print(a.b.c:m(9))
-- case: calls without parentheses
local function f(x) return type(x) == "table" and #x or x end print(f "text", f [[long]], f { 1, 2, 3 }, ("x"):rep(3), #"abc", type { })
-- case: goto continue
local out = {} for i = 1, 5 do if i % 2 == 0 then goto continue end out[#out + 1] = i ::continue:: end print(table.concat(out, " ")) do local i = 1 ::top:: if i <= 3 then print(i) i = i + 1 goto top end end
-- case: goto out of loops
for i = 1, 3 do for j = 1, 3 do if i * j == 4 then goto out end print(i, j) end end ::out:: print("out")
-- case: goto and closures
local fs = {} do local i = 1 ::again:: local k = i * 10 fs[i] = function() k = k + 1 return k end i = i + 1 if i <= 3 then goto again end end print(fs[1](), fs[2](), fs[3](), fs[1]())
-- case: goto that can't go
for _, s in ipairs { "goto nowhere", "goto x; local a; ::x:: print(a)", "::x:: ::x::", "break", "do ::y:: end goto y", "repeat goto c; local z = 1; ::c:: until z", "::a:: goto a", "for i = 1, 2 do ::a:: end ::a::" } do print(s, (s ~= "::a:: goto a") and select(2, load(s)) or "fine") end
-- case: break
local n = 0 while true do n = n + 1 if n > 3 then break end end repeat n = n + 1 if n > 6 then break end until false for i = 1, 10 do if i == 4 then n = n + i break end end print(n) for _, v in ipairs { 1, 2, 3 } do if v == 2 then break end print(v) end
-- case: repeat sees its locals
local i = 0 repeat local last = i i = i + 1 until last >= 3 print(i)
-- case: numeric for evaluates once
local function lim() print("limit") return 3 end local function step() print("step") return 1 end for i = 1, lim(), step() do print(i) end
-- case: generic for
local function range(n) return function(s, i) if i < s then return i + 1 end end, n, 0 end for i in range(3) do print(i) end for a, b, c in function(_, x) if not x then return 1, 2, 3 end end do print(a, b, c) end print(pcall(function() for x in 5 do end end)) print(pcall(function() for x in nil do end end))
-- case: and, or, not
print(nil and 1, false and 1, 0 and 1, "" and 1, nil or 2, false or nil, 1 or error("never"), nil and error("never"), not nil, not 0, not not 1, 1 and nil, nil or false, false or nil, (nil and 1) or 2, 1 and 2 or 3, false == nil)
-- case: order of operators
print(2 + 3 * 4 ^ 2 / 2, (2 + 3) * 4, -2 ^ 2, not 1 == 2, 1 .. 2 == "12", 2 ^ 3 ^ 2, 1 + 1 .. "", "a" .. "b" == "ab" and "yes", 5 - 3 - 1, 2 * 3 % 4, 1 << 2 + 1, 6 & 3 | 8, 1 | 2 ~ 3 & 4, -3 % 5, - 3 ^ 2, #"ab" + 1, not nil == true, 7 // 2 * 2, "5" + 1 .. "x")
-- case: order of evaluation
local log = {} local function t(n) log[#log + 1] = n return n end local _ = t(1) + t(2) * t(3) local _ = { t(4), t(5), [t(6)] = t(7) } t(t(8) + 1) print(table.concat(log, " "))
-- case: comparison chains of text
print("a" .. "b" < "abc", "Z" < "a", ("x"):rep(3) == "xxx", "1" == 1, "a" ~= "b")
-- case: local functions and shadowing
local x = 1 do local x = x + 1 do local x = x * 10 print(x) end print(x) end print(x) local function f() return f ~= nil end print(f()) local g = function() return g end print(g())
-- case: local attributes [5.4]
local a <const> = 5 local b <close> = nil print(a, b) print(load("local x <const> = 1; x = 2")) print(load("local x <foo> = 1")) print(load("local x <close>, y <close> = 1, 2"))
-- case: to-be-closed variables [5.4]
do local log = {} local function closer(name) return setmetatable({}, { __close = function(_, e) log[#log + 1] = name .. ":" .. tostring(e) end }) end do local a <close> = closer "a" local b <close> = closer "b" log[#log + 1] = "body" end print(table.concat(log, " ")) end
-- case: to-be-closed variables and errors [5.4]
local log = {} local function closer(name, fails) return setmetatable({}, { __close = function(_, e) log[#log + 1] = name .. ":" .. tostring(e) if fails then error(name .. " failed", 0) end end }) end print(pcall(function() local a <close> = closer("a") local b <close> = closer("b", true) error("body", 0) end)) print(table.concat(log, " ")) print(pcall(function() local x <close> = 5 end)) print(pcall(function() local x <close> = {} end))
-- case: to-be-closed variables and returns, breaks, gotos [5.4]
local log = {} local function closer(name) return setmetatable({}, { __close = function() log[#log + 1] = name end }) end local function f() local a <close> = closer "return" return "value", #log end print(f()) for i = 1, 3 do local b <close> = closer("loop" .. i) if i == 2 then break end end do local i = 0 ::top:: do local c <close> = closer("goto" .. i) i = i + 1 if i < 3 then goto top end end end print(table.concat(log, " "))
-- case: to-be-closed variables in coroutines [5.4]
local log = {} local co = coroutine.wrap(function() local a <close> = setmetatable({}, { __close = function() coroutine.yield("closing") log[#log + 1] = "closed" end }) coroutine.yield("body") return "end" end) print(co(), co(), co(), table.concat(log, " "))
-- case: integer division operator and comments
local a = 7 // 2 -- a comment
--[[ a long
comment ]] print(a) --[==[ another ]==] print(#"--[[") ---[[ not long
print("seen")
--]]
-- case: semicolons
;;; local a = 1; ; local b = 2;; print(a + b); do end; return a, b;
-- case: numbers next to dots and names
local t = { x = 1 } print(t.x..t.x, 1 ..2, t.x .."x") print(load("return 1..2")) print(load("return t.1"))
-- case: names
local _a, a1, _, A = 1, 2, 3, 4 print(_a, a1, _, A) print(load("local end = 1")) print(load("local 1a = 1")) print(load("local goto = 1")) print(load("é = 1"))
-- case: syntax errors
for _, s in ipairs { "x =", "= 1", "if x", "for i = 1 do end", "function", "return return", "local function 5() end", "f(", "{}", "x.y:z", "a b", "for in x do end", "while true", "end", "if x then else elseif y then end", "local x = }", "x = 1 2", "return 1,", "f() = 1", "a.b:c = 1", "local t = {1, 2", "x = 'a' 'b'", "@", "x = 5 $ 3", "until x", "(a) = 1 ;;", "function f(a, ..., b) end", "function f(a b) end", "return ...; local function g() return ... end" } do print(s, select(2, load(s, "=chunk"))) end
-- case: errors name the line
print(load("\n\nx = = 1", "=chunk")) print(load("x = 1\ny = 'abc\nz = 2", "=chunk")) print(load("if x then\n\n\n", "=chunk")) print(load("for i = 1, 2 do\nprint(i)\n", "@file.lua")) print(load("x = )", "some source text")) print(load("x = )\nmore", "line one\nline two")) print(load("x = )", ("long "):rep(40)))
-- case: vararg outside of a vararg function
print(load("function f() return ... end"))
-- case: too many locals
local src = {} for i = 1, 201 do src[i] = "local a" .. i .. " = " .. i end print(load(table.concat(src, "\n"), "=chunk"))
-- case: too many upvalues
local src = { "local a0" } for i = 1, 3 do local names = {} for j = 1, 100 do names[j] = "v" .. i .. "_" .. j end src[#src + 1] = "local function f" .. i .. "() local " .. table.concat(names, ", ") .. " return function() " .. (i > 1 and "" or "") end print(type(table.concat(src)))
-- case: deep nesting
local s = ("("):rep(150) .. "1" .. (")"):rep(150) print(load("return " .. s)()) print(pcall(load, "return " .. ("("):rep(300) .. "1" .. (")"):rep(300), "=chunk")) print(load("return " .. ("{"):rep(300) .. ("}"):rep(300), "=chunk"))
-- case: deep concatenation and long expressions
local s = "return " .. ("1 + "):rep(2000) .. "1" print(load(s)()) local c = "return " .. ("'a' .. "):rep(150) .. "'b'" print(#load(c)()) local b = {} for i = 1, 500 do b[i] = "if x == " .. i .. " then y = " .. i .. " else" end print(type(load("local x, y = 5\n" .. table.concat(b) .. " y = 0 end return y")))
-- case: large constructors
local parts = {} for i = 1, 3000 do parts[i] = tostring(i) end local t = load("return {" .. table.concat(parts, ",") .. "}")() print(#t, t[1], t[51], t[3000]) for i = 1, 3000 do parts[i] = "k" .. i .. "=" .. i end t = load("return {" .. table.concat(parts, ",") .. "}")() print(t.k1, t.k2999)
-- case: stack overflow
local function f() return 1 + f() end local ok, message = pcall(f) print(ok, (message:gsub("\n.*", ""):gsub("%(.*", ""))) local t = setmetatable({}, { __index = function(t, k) return t[k .. "x"] end }) print((pcall(function() return t.a end)))
-- case: the call stack is free again after an overflow
local function f() return 1 + f() end pcall(f) local function depth(n) if n == 0 then return 0 end return 1 + depth(n - 1) end print(depth(150)) print(depth(10000))
-- case: string to number in for loops and bit operations
local n = 0 for i = 1, 3 do n = n + ("0x" .. i) end print(n, "3" | 0, 10 // "3")
-- case: memoized and generated functions
local cache = setmetatable({}, { __index = function(t, n) local v = n < 2 and n or t[n - 1] + t[n - 2] rawset(t, n, v) return v end }) print(cache[40]) local ops = {} for _, op in ipairs { "+", "-", "*", "//", "%", "..", "<", "==" } do ops[op] = load("local a, b = ... return a " .. op .. " b") end print(ops["+"](3, 4), ops["//"](7, 2), ops[".."]("a", "b"), ops["<"](1, 2), ops["=="](1, 1.0))
-- case: towers of Hanoi
local moves = {} local function hanoi(n, a, b, c) if n == 0 then return end hanoi(n - 1, a, c, b) moves[#moves + 1] = a .. c hanoi(n - 1, b, a, c) end hanoi(4, "A", "B", "C") return #moves, table.concat(moves, " ")
-- case: permutations by coroutine
local function permgen(a, n) n = n or #a if n <= 1 then coroutine.yield(table.concat(a)) else for i = 1, n do a[n], a[i] = a[i], a[n] permgen(a, n - 1) a[n], a[i] = a[i], a[n] end end end local out = {} for p in coroutine.wrap(function() permgen { "a", "b", "c" } end) do out[#out + 1] = p end return table.concat(out, " ")
