import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'
import type { TestFunctionOptions } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

type Owner = { after(fn: () => void): unknown }

const absent = [
  ['os.execute', 'os.execute is not available in a function: it would start a process for every request; use a module or a service'],
  ['os.exit', 'os.exit is not available in a function: it would end every request of this process; return a reply or raise an error'],
  ['os.setlocale', 'os.setlocale is not available in a function: the locale is always C'],
  ['io.popen', 'io.popen is not available in a function: it would start a process for every request; use a module or a service'],
  ['debug.sethook', 'debug.sethook is not available in a function: the host\'s time slices and deadlines need the hook'],
  ['debug.debug', 'debug.debug is not available in a function: there is no terminal'],
  ['debug.getregistry', 'debug.getregistry is not available in a function: it holds the host\'s own values'],
  ['package.loadlib', 'package.loadlib is not available in a function: C libraries can\'t be loaded into this engine'],
] as const

const protectedCalls = [
  'return xpcall(function(...) return select("#", ...), ... end, print, 1, nil, "three", nil)',
  'return xpcall(error, function(m) return "handled " .. tostring(m), "second" end, "value")',
  'return xpcall(error, function(m) return m end, { 1 }) == false',
  'return xpcall(function() error("a") end, function(m) return m:upper() end)',
  'return xpcall(function() local x = nil + 1 end, function(m) return (m:gsub("^.-:%d+: ", "")) end)',
  'return xpcall(function() error("a", 0) end, function() error("in the handler", 0) end) == false',
  'return xpcall(function() return xpcall(error, function(m) return m .. 2 end, "x") end, print)',
  'return select("#", pcall(table.unpack, {}, 1, 200))',
  'return pcall(pcall), pcall(pcall, error), pcall(pcall, error, "e")',
  'return pcall()', 'local a, b = xpcall() return a, b', 'local a, b = xpcall(print) return a, b', 'return pcall(error)', 'return pcall(error, nil)',
  'return pcall(error, "message", 0)', 'return pcall(error, "message", 1)', 'return pcall(error, "message", 2)', 'return pcall(error, 12)',
  'return pcall(setmetatable({}, { __call = function(_, a) return a end }), 5)',
  'return pcall(12)', 'return pcall(nil)', 'return pcall("x")',
  'local ok, e = pcall(error, setmetatable({}, { __tostring = function() return "t" end })) return ok, tostring(e)',
  'return select("#", assert(1, 2, 3)), pcall(assert, false), pcall(assert, nil, "m"), pcall(assert, false, { 1 }) == false',
  'for i = 1, 300 do if pcall(error, i) then return "wrong" end end return "right"',
  'local function deep(n) if n == 0 then error("bottom", 0) end local ok, e = pcall(deep, n - 1) error(e .. n, 0) end return pcall(deep, 5)',
]

for (const engine of engines) {
  const handler = async (test: Owner, body: string, options: TestFunctionOptions = {}) =>
    functionOf(test, `return function(event, context)\n${body}\nend`, { engine, ...options })
  const answer = async (test: Owner, body: string, options: TestFunctionOptions = {}) => (await (await handler(test, body, options)).request()).body.toString()

  t.test(`installLibrary() leaves pcall and xpcall as real Lua has them on ${engine}`, (t) => sameAsRealLua(t, engine, protectedCalls))

  t.test(`installLibrary() says why a function is absent on ${engine}`, async (t) => {
    const f = await handler(t, 'local library, name = event.name:match("(.*)%.(.*)") local value = _G[library][name]\nvalue()')
    for (const [name, message] of absent) await t.rejects(f.request({ query: `name=${name}` }), { name: 'HandlerError', message: `handler.lua:3: ${message}` })
  })

  t.test(`require() finds modules of the folder and its rocks, and runs each once, on ${engine}`, async (t) => {
    const rocks = `lua_modules/share/lua/${engine === 'fengari' ? '5.3' : '5.4'}`
    const files = {
      'plain.lua': 'loads = (loads or 0) + 1 return { name = ..., path = select(2, ...):match("[^/]*$") }',
      'a/b.lua': 'return "a.b " .. (...)',
      'folder/init.lua': 'return "init of " .. (...)',
      [`${rocks}/rock.lua`]: 'return "rock"',
      [`${rocks}/nested/init.lua`]: 'return require("nested.part")',
      [`${rocks}/nested/part.lua`]: 'return "part"',
      [`${rocks}/plain.lua`]: 'return "hidden by the function\'s own"',
      'nothing.lua': 'local x = 1',
      'no.lua': 'return false',
      'shebang.lua': '#!/usr/bin/lua\nreturn "after the first line"',
      'bom.lua': '\ufeffreturn "after the mark"',
      'sets.lua': 'package.loaded[...] = "set by itself"',
    }
    t.same(JSON.parse(await answer(t, `local plain = require("plain")
return { plain.name, plain.path, require("plain") == plain, loads, require("a.b"), require("folder"), require("rock"), require("nested"),
  require("nothing"), require("nothing"), tostring(require("no")), require("shebang"), require("bom"), require("sets"),
  require("json") == package.loaded.json, require("string") == string, require("_G") == _G }`, { files, settings: { luaGlobals: 'allow' } })), [
      'plain', 'plain.lua', true, 1, 'a.b a.b', 'init of folder', 'rock', 'part', true, true, 'false', 'after the first line', 'after the mark', 'set by itself', true, true, true,
    ])
  })

  t.test(`require() lets a module wait while it loads on ${engine}`, async (t) => {
    const files = { 'waits.lua': 'require("time").sleep(0.001) return require("inner")', 'inner.lua': 'require("time").sleep(0.001) return "waited"' }
    t.equal(await answer(t, 'return coroutine.wrap(require)("waits")', { files }), 'waited')
  })

  t.test(`require() names what it can't load on ${engine}`, async (t) => {
    const rocks = `lua_modules/lib/lua/${engine === 'fengari' ? '5.3' : '5.4'}`
    const f = await handler(t, 'return select(2, pcall(require, event.name)) .. (event.again and select(2, pcall(require, event.name)) or "")', { files: {
      'broken.lua': 'local x = 1\nlocal y = = 2',
      'fails.lua': 'local x\nlocal function inner()\n  return x.y\nend\ninner()',
      'raises.lua': 'error({ code = 1 })',
      'first.lua': 'return require("second")',
      'second.lua': 'return require("broken")',
      [`${rocks}/lpeg.so`]: '', [`${rocks}/socket/core.so`]: '',
    } })
    const message = async (name: string) => (await f.request({ query: `name=${name}` })).body.toString()
    t.match(await message('missing.module'), /^module 'missing\.module' not found:\n\tno field package\.preload\['missing\.module'\]\n\tno file '.*\/missing\/module\.lua'\n\tno file '.*\/missing\/module\/init\.lua'\n(\tno file .*\n?)+$/)
    t.match(await message('lfs'), /^module 'lfs' not found:\n\tfiles are opened with io\.open/)
    t.match(await message('broken'), /^error loading module 'broken' from file '.*\/broken\.lua':\n\tbroken\.lua:2: unexpected symbol near '='$/)
    t.match(await message('first'), /^error loading module 'broken' from file /, 'from below')
    t.equal(await message('fails'), "fails.lua:3: attempt to index a nil value (upvalue 'x')")
    t.match(await message('lpeg'), /^module 'lpeg' is a C library \(.*\/lpeg\.so\), which this engine can't load: use the pure-Lua rock "lulpeg"$/)
    t.match(await message('socket.core'), /^module 'socket\.core' is a C library \(.*\/socket\/core\.so\)/)
    t.equal((await f.request({ query: 'name=fails&again=1' })).body.toString().split('fails.lua:3').length, 3, 'fails anew each time')
  })

  t.test(`require() shows where a missing module was asked for on ${engine}`, async (t) => {
    const f = await handler(t, 'local x = 1\nrequire("missing")')
    await t.rejects(f.request(), { message: /^handler\.lua:3: module 'missing' not found:/ })
  })

  t.test(`require() refuses what is no name, as real Lua does, on ${engine}`, (t) =>
    sameAsRealLua(t, engine, ['local m = require() return m', 'local m = require(nil) return m', 'local m = require({}) return m', 'return (select(2, pcall(require, 12)):match("^module \'12\' not found"))']))

  t.test(`require() can be extended by preload and searchers on ${engine}`, async (t) => {
    t.same(JSON.parse(await answer(t, `package.preload.made = function(...) return table.concat({ ... }, " ") end
table.insert(package.searchers, 2, function(name) if name:match("^virtual%.") then return function(n, extra) return n .. extra end, " found" end return "\\n\\tno virtual '" .. name .. "'" end)
package.loaded.known = "known"
return { require("made"), require("virtual.x"), require("known"), select(2, pcall(require, "none")):match("no virtual 'none'"), package.config:sub(1, 1),
  package.searchpath("here", "./?.none;./?.lua") or "nil", (select(2, package.searchpath("x.y", "./?.none;./?.nothing"))) }`, { files: { 'here.lua': '' } })), [
      'made :preload:', 'virtual.x found', 'known', "no virtual 'none'", '/', './here.lua', "\n\tno file './x/y.none'\n\tno file './x/y.nothing'",
    ])
  })

  t.test(`require() in a circle ends as in real Lua on ${engine}`, async (t) => {
    const files = { 'x.lua': 'local y = require("y") return { y = y }', 'y.lua': 'local x = require("x") return { x = x }' }
    t.match(await answer(t, 'return select(2, pcall(require, "x"))', { files }), /stack overflow|loop or previous error loading module/)
  })

  t.test(`lua_globals=warn names a global that a request creates, once, on ${engine}`, async (t) => {
    const f = await functionOf(t, 'at_load = 1\nreturn function(event)\n  at_load = 2\n  leaked = event.v\n  rawset(_G, "raw", 1)\n  return tostring(leaked)\nend', { engine })
    t.equal((await f.request({ query: 'v=1', id: 'first' })).body.toString(), '1')
    t.equal((await f.request({ query: 'v=2' })).body.toString(), '2')
    t.equal(f.lines.length, 1)
    t.match(f.lines[0], /^host\[first\]: Global "leaked" written in a request; .*\n\thandler\.lua:4: in function <handler\.lua:2>/s)
  })

  t.test(`debug.gethook() tells of a hook from outside, as Lua does, so that rocks let it be on ${engine}`, async (t) => {
    t.match(await answer(t, 'local hook, mask, count = debug.gethook() return hook .. mask .. math.type(count)'), 'external hookinteger')
  })

  t.test(`lua_globals=error refuses a global that a request creates on ${engine}`, async (t) => {
    const f = await functionOf(t, 'at_load = 1\nreturn function(event)\n  at_load = 2\n  leaked = 1\nend', { engine, settings: { luaGlobals: 'error' } })
    await t.rejects(f.request(), { message: "handler.lua:4: assignment to new global 'leaked' in a request: other requests would see it; make it local" })
  })

  t.test(`lua_globals=allow and a guard of the function's own are left alone on ${engine}`, async (t) => {
    const allowed = await functionOf(t, 'return function() leaked = 1 return tostring(leaked) end', { engine, settings: { luaGlobals: 'allow' } })
    t.equal((await allowed.request()).body.toString(), '1')
    t.same(allowed.lines, [])
    const own = await functionOf(t, 'setmetatable(_G, { __newindex = function(_, name) error("own guard: " .. name, 0) end }) return function() leaked = 1 end', { engine })
    await t.rejects(own.request(), { message: 'own guard: leaked' })
    const reading = await functionOf(t, 'setmetatable(_G, { __index = function(_, name) return "read " .. name end }) return function() leaked = 1 return unknown end', { engine })
    t.equal((await reading.request()).body.toString(), 'read unknown')
    t.match(reading.lines, [/Global "leaked"/])
  })
}
