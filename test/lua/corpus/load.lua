-- load, environments, require's surroundings, and what compiles.
-- case: text
print(load("return 1 + 1")(), load("return ...", "=c")(5, 6)) print(load("syntax error here")) print(load("")()) print(select("#", load("")())) print(load("return", "=x")())
-- case: readers
local parts = { "return ", "1 ", "+ 2", nil } local i = 0 print(load(function() i = i + 1 return parts[i] end)()) print(load(function() return nil end)()) local n = 0 print(load(function() n = n + 1 if n == 1 then return "return 'a'" elseif n == 2 then return "" end end)()) print(load(function() return {} end)) print(load(function() error("reader", 0) end))
-- case: names of chunks
print(load("x x", "@name.lua")) print(load("x x", "=name")) print(load("x x", "name")) print(load("x x")) print(load(function() return nil end, "=r") ~= nil) print(load("\n\nx x", "=lines"))
-- case: modes
print(load("return 1", "=c", "t")()) print(load("return 1", "=c", "bt")()) print(load("return 1", "=c", "b"))
-- case: compiled text
print(load("\27Lua", "=c", "t")) print((pcall(load, "\27Lua garbage", "=c", "t")))
-- case: compiled chunks
print(load("\27Lua", "=c", "b")) print(load("\27LuaS\0garbage", "=c"))
-- case: compiled functions
local f = string.dump(function() return 1 end) local g, message = load(f, "=c") print(type(g))
-- case: wrong arguments
print(pcall(load)) print(pcall(load, nil)) print(pcall(load, {})) print(pcall(load, true)) print(pcall(load, "x", {})) print(pcall(load, "x", "=x", {})) print(pcall(load, 5)) print(pcall(function() load({}) end))
-- case: environments
local env = { x = 5 } local f = load("x = x + 1 y = 'new' return x", "=c", "t", env) print(f(), env.x, env.y, x, y) print(load("return x", "=c", "t", {})()) print(pcall(load("return x", "=c", "t", nil))) print(pcall(load("return print ~= nil", "=c", "bt", _G)))
-- case: _ENV
local function f() local _ENV = { a = 1 } b = 2 return a, b, _ENV.b end print(f()) print(b) local function sandbox(_ENV) return value end print(sandbox { value = "in" }) print(_ENV == _G) local _ENV = { print = print } print(_G)
-- case: _ENV in closures
local t = {} do local _ENV = t function hello() return name end end t.name = "world" print(t.hello()) print(rawget(_G, "hello"))
-- case: shared upvalues of loaded chunks
local f = load("local n = 0 return function() n = n + 1 return n end") local a, b = f(), f() print(a(), a(), b())
-- case: globals
_G.made = 1 print(made, _G["made"], _G._G == _G, rawget(_G, "made")) made = nil print(_G.made) print(type(_VERSION), #_VERSION)
-- case: version [5.3]
print(_VERSION)
-- case: version [5.4]
print(_VERSION)
-- case: what there is
local names = {} for _, lib in ipairs { "string", "table", "math", "utf8", "coroutine" } do for name in pairs(_G[lib]) do names[#names + 1] = lib .. "." .. name end end table.sort(names) for i = #names, 1, -1 do local n = names[i] if n == "math.cosh" or n == "math.sinh" or n == "math.tanh" or n == "math.pow" or n == "math.atan2" or n == "math.frexp" or n == "math.ldexp" or n == "math.log10" then table.remove(names, i) end end print(table.concat(names, " "))
-- case: functions of the base library
local names = {} for name, v in pairs(_G) do if type(v) == "function" and name ~= "require" then names[#names + 1] = name end end table.sort(names) print(table.concat(names, " "))
-- case: functions of other versions
print(unpack, setfenv, getfenv, loadstring, table.getn, math.mod, string.gfind, table.maxn)
-- case: names kept by older versions
print(type(math.pow), type(math.cosh), type(math.log10), type(math.ldexp), type(bit32), type(table.foreach))
-- case: constants
print(math.pi, math.huge, -math.huge, math.pi == 3.141592653589793)
-- case: templates by load
local function render(template, env) local code = { "local out = {} " } local at = 1 for text, expr, stop in template:gmatch("(.-){{(.-)}}()") do code[#code + 1] = ("out[#out+1] = %q out[#out+1] = tostring(%s) "):format(text, expr) at = stop end code[#code + 1] = ("out[#out+1] = %q return table.concat(out)"):format(template:sub(at)) return assert(load(table.concat(code), "=template", "t", setmetatable(env, { __index = _G })))() end print(render("Hello {{name}}, {{1 + 2}} and {{name:upper()}}!\n", { name = "Ada" }))
-- case: many chunks
local sum = 0 for i = 1, 300 do sum = sum + load("return " .. i .. " * 2")() end return sum
-- case: dofile and loadfile of what is not there
print((pcall(dofile, "/nonexistent/file.lua"))) print((loadfile("/nonexistent/file.lua"))) print(type(select(2, loadfile("/nonexistent/file.lua"))))
