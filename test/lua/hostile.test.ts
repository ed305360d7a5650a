import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

/** A handler that runs the Lua text of the request's body. */
const runner = `return function(event)
  local chunk = assert(load(event.body, "=script"))
  local ok, value = pcall(chunk)
  return (ok and "ok " or "error ") .. tostring(value)
end`

/** Programs that mean no good, with what they may at most do: fail alone. */
const programs: Readonly<Record<string, string>> = {
  'deep recursion': 'local function f() return 1 + f() end return f()',
  'deep recursion of pcall': 'local function f() return pcall(f) end return f()',
  'deep recursion of xpcall': 'local function f() return xpcall(f, f) end return f()',
  'deep recursion of metamethods': 'local t = setmetatable({}, { __index = function(t, k) return t[k .. "x"] end }) return t.a',
  'deep recursion of __tostring': 'local t = setmetatable({}, {}) getmetatable(t).__tostring = function() return tostring(t) end return tostring(t)',
  'deep recursion of string.gsub': 'local function f(s) return (s:gsub(".", f)) end return f("x")',
  'deep recursion of table.sort': 'local function f() table.sort({ 1, 2, 3 }, f) return false end return f()',
  'deep recursion of coroutines': 'local function f() return coroutine.wrap(f)() end return f()',
  'deep recursion of load': 'local s = "return 1 + load(...)(...)" return load(s)(s)',
  'deep recursion of require': 'package.preload.circle = function() package.loaded.circle = nil return require("circle") end return require("circle")',
  'a message handler that fails': 'return xpcall(error, function() error("again") end)',
  'a message handler that overflows': 'return xpcall(error, function() local function f() return 1 + f() end return f() end)',
  'deep nesting in source': 'return load("return " .. ("("):rep(100000))',
  'deep nesting of tables in source': 'return load("return " .. ("{"):rep(100000))',
  'deep nesting of functions in source': 'return load(("return function() "):rep(5000))',
  'long concatenation in source': 'return #load("return " .. ("\'a\' .. "):rep(400) .. "\'b\'")()',
  'a long string in source': 'return #load("return \'" .. ("x"):rep(1000000) .. "\'")()',
  'a chain of metatables': 'local t = {} for i = 1, 100000 do t = setmetatable({}, { __index = t }) end return t.x',
  'a circle of metatables': 'local a, b = {}, {} setmetatable(a, { __index = b }) setmetatable(b, { __index = a }) return a.x',
  'wrap inside itself': 'local f f = coroutine.wrap(function() return f() end) return f()',
  'resume of all that runs': 'local co = coroutine.running() return coroutine.wrap(function() return coroutine.resume(co) end)()',
  'string.rep without end': 'return #("x"):rep(1 << 30, ("y"):rep(1000))',
  'the largest of integers': 'return ("x"):sub(math.mininteger, math.maxinteger) .. ("x"):rep(math.mininteger)',
  'string.rep of nothing': 'return #(""):rep(math.maxinteger)',
  'formats without sense': 'return ("%99.99f%99.99e%99.99g%99.99a"):format(-1e308, 1e-308, 5e-324, 1/0) .. ("%-99.99s"):format(("x"):rep(200)) .. pcall(string.format, ("%d"):rep(10000))',
  'patterns without sense': 'return pcall(string.find, ("a"):rep(20000), (".-"):rep(20) .. "b", 1, true), pcall(string.match, "x", ("("):rep(1000)), pcall(string.gsub, "x", "x", "%9")',
  'table.concat of strangers': 'return pcall(table.concat, setmetatable({}, { __len = function() return math.maxinteger end }))',
  'table.unpack without end': 'return pcall(table.unpack, {}, 1, 1e9), pcall(table.unpack, {}, math.mininteger, math.maxinteger), pcall(table.unpack, {}, -1e9, 1e9)',
  'table.insert far away': 'local t = {} t[math.maxinteger] = 1 return #t, pcall(table.insert, t, math.maxinteger, 2), pcall(table.move, t, 1, math.maxinteger, 2)',
  'table.sort without order': 'local t = {} for i = 1, 500 do t[i] = i % 7 end return pcall(table.sort, t, function() return true end), pcall(table.sort, t, function(a, b) t[a] = nil return b end)',
  'next with strangers': 'return pcall(next, {}, {}), pcall(next, { 1 }, "x"), pcall(pairs({ 1 }), { 2 }, 7)',
  'select far away': 'return pcall(select, math.mininteger, 1), pcall(select, math.maxinteger, 1), pcall(select, -1)',
  'string.pack without sense': 'return pcall(string.pack, ("i16"):rep(1000), 1), pcall(string.unpack, "s8", ("\\255"):rep(8)), pcall(string.packsize, "c2147483647c2147483647"), pcall(string.unpack, "c2147483647", "x")',
  'utf8 without sense': 'return pcall(utf8.char, math.maxinteger), pcall(utf8.codepoint, "\\255\\255", 1, 2), pcall(utf8.offset, "\\128\\128", 1, 2), pcall(utf8.len, "x", math.mininteger, math.maxinteger)',
  'no globals': 'local G, keep = _G, {} for k, v in pairs(G) do keep[k] = v end for k in keep.pairs(keep) do G[k] = nil end local r = keep.tostring(print) for k, v in keep.pairs(keep) do G[k] = v end return r',
  'globals with a metatable that fails': 'setmetatable(_G, { __index = function() error("no") end }) local ok = pcall(function() return undefined end) setmetatable(_G, nil) return ok',
  'a replaced pcall': 'local old = pcall pcall = function() return "mine" end local r = pcall(error) pcall = old return r',
  'a replaced string library': 'local old = string.format string.format = nil local ok, e = pcall(function() return ("x"):format() end) string.format = old return e',
  'replaced functions of the host': 'local a, b, c = tostring, error, type tostring, error, type = nil, nil, nil local ok, e = pcall(require, {}) tostring, error, type = a, b, c return e',
  'a metatable for nil': 'debug.setmetatable(nil, { __index = function() return nil end, __call = function() return 1 end }) local r = (nil)() debug.setmetatable(nil, nil) return r',
  'a metatable for numbers': 'debug.setmetatable(0, { __index = math, __call = function(n) return n end }) local r = (5)() + (4.2):floor() debug.setmetatable(0, nil) return r',
  'a metatable for functions': 'debug.setmetatable(print, { __index = function(_, k) return k end, __add = function() return 1 end }) local r = print.x .. (print + print) debug.setmetatable(print, nil) return r',
  'a metatable for threads': 'local co = coroutine.create(print) debug.setmetatable(co, { __index = coroutine }) local r = co:status() debug.setmetatable(co, nil) return r',
  'a metatable for strings': 'local m = getmetatable("") local i = m.__index m.__index = nil local ok, e = pcall(function() return ("x"):rep(2) end) m.__index = i return e',
  'upvalues of host functions': 'for _, f in pairs(string) do if type(f) == "function" then pcall(debug.getupvalue, f, 1) pcall(debug.setupvalue, f, 1, {}) pcall(debug.upvalueid, f, 1) pcall(debug.upvaluejoin, f, 1, f, 1) end end return ("x"):rep(2)',
  'upvalues of wrap': 'local f = coroutine.wrap(function() return "own" end) debug.setupvalue(f, 1, "no thread") return f()',
  'upvalues of xpcall': 'for i = 1, 5 do local n, v = debug.getupvalue(xpcall, i) end return debug.getupvalue(require, 1)',
  'locals of callers': 'for level = 0, 20 do for i = 1, 20 do pcall(debug.getlocal, level, i) end end return pcall(debug.setlocal, 1, 1, nil)',
  'info of everything': 'for level = 0, 20 do debug.getinfo(level) end return pcall(debug.getinfo, 1, ">f"), pcall(debug.getinfo, print, "nSltufL"), pcall(debug.getinfo, coroutine.create(print), 0)',
  'user values': 'return pcall(debug.setuservalue, {}, {}), pcall(debug.getuservalue, print), pcall(debug.setuservalue, io.stdout, {})',
  'a forged compiled chunk': 'local s = string.dump(function(a) return a end) return load(s:sub(1, 40) .. ("\\255"):rep(400)), load(s:gsub("\\1", "\\200")), load(s, "x", "b")',
  'a compiled chunk by pieces': 'local s, i = string.dump(function() end), 0 return load(function() i = i + 1 return s:sub(i, i) end)',
  'collectgarbage in every way': 'for _, o in ipairs { "collect", "count", "step", "isrunning", "stop", "restart", "incremental", "generational", "setpause", "setstepmul", "nonsense" } do pcall(collectgarbage, o, 100) end pcall(collectgarbage, "setpause", -1) pcall(collectgarbage, "step", math.maxinteger) pcall(collectgarbage, "setpause", 200) pcall(collectgarbage, "incremental") return collectgarbage("count") > 0',
  'an error in __gc': 'for i = 1, 10 do setmetatable({}, { __gc = function() error("in gc") end }) end collectgarbage() collectgarbage() return "collected"',
  'a coroutine in __gc': 'for i = 1, 10 do setmetatable({}, { __gc = function() coroutine.wrap(function() coroutine.yield() end)() end }) end collectgarbage() collectgarbage() return "collected"',
  'a yield in __gc': 'setmetatable({}, { __gc = function() coroutine.yield() end }) collectgarbage() return coroutine.wrap(function() setmetatable({}, { __gc = function() coroutine.yield() end }) collectgarbage() return "collected" end)()',
  'an error in __close': 'local f = load("local x <close> = setmetatable({}, { __close = function() error(\\"in close\\") end }) error(\\"body\\")") return f and f() or "no 5.4"',
  'an error in __close of a coroutine': 'local f = load("local x <close> = setmetatable({}, { __close = function() error(\\"in close\\") end }) coroutine.yield()") if not f then return "no 5.4" end local co = coroutine.create(f) coroutine.resume(co) return coroutine.close(co)',
  'an error value that shows itself badly': 'error(setmetatable({}, { __tostring = function() error("no") end }))',
  'an error value of every kind': 'for _, v in ipairs { 1, 1.5, true, {}, print, coroutine.create(print) } do pcall(error, v) end error(nil)',
  'many upvalues, locals and constants': 'local s = {} for i = 1, 70000 do s[i] = "x = " .. i .. ".5" end return pcall(load(table.concat(s, "\\n"), "=c", "t", {}))',
  'a goto without end of labels': 'local s = {} for i = 1, 3000 do s[i] = "goto l" .. i .. " ::l" .. i .. "::" end return pcall(load(table.concat(s, " ")))',
  'os functions without sense': 'return pcall(os.date, ("%c"):rep(1000)), pcall(os.date, "%Y", math.maxinteger), pcall(os.time, { year = 1e300, month = 1, day = 1 }), pcall(os.time, { year = math.maxinteger, month = math.maxinteger, day = 1 })',
  'many coroutines that wait for nothing': 'local all = {} for i = 1, 20000 do all[i] = coroutine.create(function() coroutine.yield() end) coroutine.resume(all[i]) end return #all',
  'a traceback of a deep stack': 'local function f(n) if n == 0 then return debug.traceback("deep") end local r = f(n - 1) return r end return #f(5000) > 100',
  'json of strangers': 'local json = require("json") local t = {} t.t = t return pcall(json.encode, t), pcall(json.decode, ("["):rep(100000)), pcall(json.encode, setmetatable({}, { __index = error }))',
}

/** Each must end like this on both engines; the others need only end. */
const outcomes: Readonly<Record<string, RegExp>> = {
  'deep recursion': /^error .*stack overflow|^failed: DeadlineError/s,
  'upvalues of wrap': /^ok own$/,
  'upvalues of xpcall': /^ok nil$/,
  'a chain of metatables': /loop|overflow/,
  'a circle of metatables': /^error .*loop/s,
  'string.rep of nothing': /^ok 0$/,
  'a replaced pcall': /^ok mine$/,
  'a forged compiled chunk': /^ok nil$/,
  'upvalues of host functions': /^ok xx$/,
  'an error in __gc': /^ok collected$/,
  'many coroutines that wait for nothing': /^ok 20000$/,
}

for (const engine of engines) {
  t.test(`A host on ${engine} outlives hostile programs`, async (t) => {
    const f = await functionOf(t, runner, { engine, settings: { luaGlobals: 'allow' } })
    const ask = async (body: string) => (await f.request({ method: 'POST', body, deadlineMs: performance.now() + 3_000 })).body.toString()
    for (const [name, program] of Object.entries(programs)) {
      await t.test(`such as ${name}`, async (t) => {
        const answer = await ask(program).catch((error: Error) => `failed: ${error.name} ${error.message}`)
        t.match(answer, outcomes[name] ?? /^(ok|error|failed: (HandlerError|DeadlineError))/, answer.slice(0, 200))
        t.equal(await ask('return ("alive"):upper() .. #tostring(1.5) .. select("#", pcall(error))'), 'ok ALIVE32', 'and answers as before')
      })
    }
  })
}
