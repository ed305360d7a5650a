-- os, io, collectgarbage and debug, as far as a program may use them.
-- case: dates
print(os.date("!%Y-%m-%d %H:%M:%S", 0), os.date("!%Y-%m-%dT%H:%M:%SZ", 1700000000), os.date("!%a %A %b %B %d %j %p %y %%", 86400 * 200), os.date("!%H:%M", 3600 * 13 + 60 * 5)) print(os.date("!%c", 0), os.date("!%x %X", 0), os.date("!%D %F %T %R", 0), os.date("!%I %M %S %w %u %U %W %V %G", 1e9))
-- case: date tables
local t = os.date("!*t", 1e9) print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst) print(os.date("*t", 0).year)
-- case: dates of wrong formats
print(pcall(os.date, "%Ez", 0)) print(pcall(os.date, "%Q", 0)) print(pcall(os.date, "%")) print(pcall(os.date, {})) print(pcall(os.date, "%Y", "x")) print(pcall(os.date, "%Y", 1.5)) print(os.date("", 0), os.date("plain", 0), #os.date("!", 0))
-- case: times
print(os.time { year = 2001, month = 9, day = 9, hour = 1, min = 46, sec = 40 }, os.time { year = 2000, month = 1, day = 1 }, os.time { year = 2000, month = 13, day = 1, hour = 0 }, os.time { year = 2000, month = 1, day = -5, hour = 0 }, os.time { year = 1970, month = 1, day = 1, hour = 0 }, os.time { year = "2000", month = "1", day = "1", hour = "0" })
-- case: times write back what they mean
local t = { year = 2023, month = 14, day = 35, hour = 25, min = 61, sec = 61 } print(os.time(t)) print(t.year, t.month, t.day, t.hour, t.min, t.sec, t.wday, t.yday, t.isdst)
-- case: times of wrong fields
print(pcall(os.time, {})) print(pcall(os.time, { year = 2000 })) print(pcall(os.time, { year = 2000, month = 1, day = "x" })) print(pcall(os.time, { year = 2000, month = 1.5, day = 1 })) print(pcall(os.time, 5)) print(pcall(os.time, { year = 2000, month = {}, day = 1 }))
-- case: the clock
print(math.type(os.time()), math.type(os.clock()), os.time() > 1.6e9, os.clock() >= 0, os.difftime(5, 3), math.type(os.difftime(5, 3)), pcall(os.difftime)) local a = os.clock() for i = 1, 1e4 do end print(os.clock() >= a)
-- case: the environment
print(os.getenv("A_NAME_THAT_NOBODY_HAS"), pcall(os.getenv, {}))
-- case: files that are not there
print(os.remove("/nonexistent/file")) print(os.rename("/nonexistent/a", "/nonexistent/b"))
-- case: collectgarbage
print(collectgarbage(), collectgarbage("collect"), type(collectgarbage("step")), collectgarbage("isrunning")) print(math.type(collectgarbage("count")), collectgarbage("count") > 0) print(collectgarbage("stop"), collectgarbage("isrunning"), collectgarbage("restart"), collectgarbage("isrunning")) print(pcall(collectgarbage, "nonsense")) print(pcall(collectgarbage, {})) 
-- case: tuning the collector
print(collectgarbage("setpause", 150), collectgarbage("setpause", 200), collectgarbage("setstepmul", 300), collectgarbage("setstepmul", 200))
-- case: kinds of collection [5.4]
print(collectgarbage("incremental") ~= nil, collectgarbage("generational"), collectgarbage("incremental"))
-- case: debug.getinfo
local function f() return debug.getinfo(1, "nSl") end local i = f() print(i.short_src, i.source, i.what, i.currentline, i.linedefined, i.lastlinedefined, i.name, i.namewhat) local p = debug.getinfo(print) print(p.what == "C" or p.what, debug.getinfo(f, "u").nparams, debug.getinfo(f, "u").isvararg, debug.getinfo(f, "u").nups) print(debug.getinfo(100)) print(pcall(debug.getinfo)) print(pcall(debug.getinfo, 1, "?")) print(pcall(debug.getinfo, "x")) print(debug.getinfo(f, "f").func == f)
-- case: lines of a function
local function f()
  local a = 1

  return a
end
local lines = {} for l in pairs(debug.getinfo(f, "L").activelines) do lines[#lines + 1] = l end table.sort(lines) print(table.concat(lines, " "))
-- case: debug.getlocal
local function f(a, b) local c = 3 local n1, v1 = debug.getlocal(1, 1) local n3, v3 = debug.getlocal(1, 3) return n1, v1, n3, v3, debug.getlocal(1, 50) end print(f(1, 2)) print(debug.getlocal(f, 1), debug.getlocal(f, 2), debug.getlocal(f, 3)) print(pcall(debug.getlocal, 100, 1)) local function v(...) return debug.getlocal(1, -1) end print(v("x"))
-- case: debug.setlocal
local function f() local a = 1 local name = debug.setlocal(1, 1, "set") return a, name, debug.setlocal(1, 50, 1) end print(f()) print(pcall(debug.setlocal, 100, 1, 1)) print(pcall(debug.setlocal))
-- case: upvalues
local x, y = 1, 2 local function f() return x, y end print(debug.getupvalue(f, 1)) print(debug.getupvalue(f, 2)) print(debug.getupvalue(f, 3)) print(debug.setupvalue(f, 1, "changed"), x) print(debug.upvalueid(f, 1) ~= debug.upvalueid(f, 2), pcall(debug.getupvalue, 5, 1)) local function g() return x end print(debug.upvalueid(f, 1) == debug.upvalueid(g, 1)) local function h() return y end debug.upvaluejoin(g, 1, h, 1) print(g()) print(pcall(debug.upvaluejoin, g, 5, h, 1)) print(debug.getupvalue(string.rep, 1))
-- case: upvalue ids out of range
print(pcall(debug.upvalueid, function() end, 5)) print(pcall(debug.upvalueid, print, 50)) print(pcall(debug.upvalueid, {}, 1)) print(pcall(debug.upvaluejoin, print, 1, print, 1)) print(pcall(debug.setupvalue, print, 99, 1)) print(pcall(debug.setupvalue, {}, 1, 1))
-- case: debug.getmetatable and setmetatable
local t = setmetatable({}, { __metatable = "locked" }) print(type(debug.getmetatable(t)), debug.setmetatable(t, nil) == t, getmetatable(t)) print(pcall(debug.setmetatable, {}, 5)) print(debug.getmetatable(5), debug.getmetatable("").__index == string) print(pcall(debug.setmetatable))
-- case: user values
print(debug.getuservalue(5), pcall(debug.setuservalue, 5, 1)) print(pcall(debug.setuservalue, {}, 1))
-- case: io.write
print(pcall(io.write, {})) print(io.type(5), io.type({}))
