import t from 'tap'
import { LoadError } from '../../template/lua-ts/host/errors.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import type { TestFunctionOptions } from '../support/lua-function.ts'

const shapes = `expected a function, or a table with one:

  local function handler(event, context) … end
  return handler

  return { handler = handler, init = init, ready = ready, shutdown = shutdown }`

/** Handler files that can't be used, and what is said of them after the name of the file. */
const bad: readonly (readonly [source: string, message: string | RegExp])[] = [
  ['return function(', /^Cannot load ".*\/handler\.lua": handler\.lua:1: <name>( or '\.\.\.')? expected near '?<eof>'?$/],
  ['local x = 1\n\nerror("at load")', /^Cannot load ".*\/handler\.lua": handler\.lua:3: at load\nstack traceback:\n\t\[C\]: in function 'error'\n\thandler\.lua:3: in (main chunk|function <handler\.lua:0>)/],
  ['error({ code = 1 })', /^Cannot load ".*": error object: table: 0x/],
  ['require("not.there")', /^Cannot load ".*": handler\.lua:1: module 'not\.there' not found:/],
  ['require("broken")', /^Cannot load ".*": error loading module 'broken' from file '.*\/broken\.lua':\n\tbroken\.lua:1: /],
  ['local t = nil\nreturn t.x', /^Cannot load ".*": handler\.lua:2: attempt to index a nil value \(local 't'\)/],
  ['', `The handler file returned nil: ${shapes}`],
  ['return nil', `The handler file returned nil: ${shapes}`],
  ['return "text"', `The handler file returned string: ${shapes}`],
  ['return 12, function() end', `The handler file returned number: ${shapes}`],
  ['return {}', `The handler file returned a table without "handler": ${shapes}`],
  ['return { handler = "x" }', `The handler file returned a table whose "handler" is a string: ${shapes}`],
  ['return { handler = function() end, ready = true }', `The handler file returned a table whose "ready" is a boolean: ${shapes}`],
  ['return { handler = function() end, init = function() error("in init") end }', /^The handler's init failed: handler\.lua:1: in init\nstack traceback:\n/],
]

for (const engine of engines) {
  const load = async (test: { after(fn: () => void): unknown }, source: string, options: TestFunctionOptions = {}) => functionOf(test, source, { engine, ...options })

  t.test(`luaFunction() says what is wrong with a handler file on ${engine}`, async (t) => {
    for (const [source, message] of bad) {
      const error: unknown = await load(t, source, { files: { 'broken.lua': 'x = = 1' } }).catch((caught: unknown) => caught)
      t.ok(error instanceof LoadError, source)
      t.match((error as Error).message, message, source)
    }
  })

  t.test(`luaFunction() says which file is missing on ${engine}`, async (t) => {
    await t.rejects(load(t, '', { settings: { luaHandler: '/no/such/handler.lua' } }), {
      name: 'LoadError', message: 'Cannot load "/no/such/handler.lua": there is no such file; set lua_handler to the file that returns the handler',
    })
  })

  t.test(`luaFunction() ends a load and an init that take longer than lua_load_timeout on ${engine}`, async (t) => {
    const settings = { luaLoadTimeoutMs: 50 }
    await t.rejects(load(t, 'while true do end', { settings }), { name: 'LoadError', message: /^Cannot load ".*": handler\.lua:1: lua_load_timeout exceeded/ })
    await t.rejects(load(t, 'require("time").sleep(60)', { settings }), { name: 'LoadError', message: /lua_load_timeout exceeded/ })
    await t.rejects(load(t, 'return { handler = print, init = function() while true do pcall(error) end end }', { settings }), { name: 'LoadError', message: /^The handler's init failed: .*lua_load_timeout exceeded/ })
  })

  t.test(`luaFunction() takes each shape of handler file on ${engine}`, async (t) => {
    const sources = ['return function() return "made" end', 'return { handler = function() return "made" end }', '#!/usr/bin/lua\nreturn function() return "made" end', '\ufeffreturn function() return "made" end',
      'return setmetatable({}, { __index = { handler = function() return "made" end } })', 'local function h() return "made" end return h, "ignored"']
    for (const source of sources) t.equal((await (await load(t, source)).request()).body.toString(), 'made', source)
  })

  t.test(`luaFunction() runs init before the first request, and it may wait and set globals, on ${engine}`, async (t) => {
    const f = await load(t, `local time = require("time")
local started = 0
return { handler = function() return started .. " " .. counted end,
  init = function(...) time.sleep(0.001) started = started + 1 counted = select("#", ...) print("init") end }`)
    t.equal((await f.request()).body.toString(), '1 0')
    t.equal((await f.request()).body.toString(), '1 0')
    t.same(f.lines, ['stdout: init'])
  })

  t.test(`ready() is what the handler's own ready says on ${engine}`, async (t) => {
    const f = await load(t, `local time = require("time")
local state = "no"
return { handler = function(event) state = event.state end,
  ready = function() time.sleep(0.001) if state == "fail" then error("not ready") end if state == "none" then return end return state == "yes" end }`)
    const readyIn = async (state: string) => {
      await f.request({ query: `state=${state}` })
      return f.ready!()
    }
    t.equal(await f.ready!(), false)
    t.equal(await readyIn('yes'), true)
    t.equal(await readyIn('none'), false)
    t.equal(await readyIn('fail'), false)
    t.match(f.lines, [/^host: The handler's ready failed: handler\.lua:4: not ready\nstack traceback:/])
    t.equal((await load(t, 'return function() end')).ready, undefined)
  })

  t.test(`shutdown() runs the handler's own and never rejects on ${engine}`, async (t) => {
    const f = await load(t, 'return { handler = print, shutdown = function() require("time").sleep(0.001) print("bye") end }')
    await f.shutdown()
    t.same(f.lines, ['stdout: bye'])
    const failing = await load(t, 'return { handler = print, shutdown = function() error("late") end }')
    await failing.shutdown()
    t.match(failing.lines, [/^host: The handler's shutdown failed: handler\.lua:1: late/])
    await (await load(t, 'return print')).shutdown()
  })

  t.test(`luaFunction() keeps its state warm between requests on ${engine}`, async (t) => {
    const f = await load(t, 'local n = 0 return function() n = n + 1 return tostring(n) end')
    const bodies: string[] = []
    for (let i = 0; i < 3; i++) bodies.push((await f.request()).body.toString())
    t.same(bodies, ['1', '2', '3'])
  })

  t.test(`luaFunction() serves requests after failures of every kind on ${engine}`, async (t) => {
    const f = await load(t, 'return function(event) if event.how == "error" then error("x") elseif event.how == "loop" then while true do end elseif event.how == "bad" then return true end return "fine" end')
    for (const how of ['error', 'loop', 'bad']) {
      await t.rejects(f.request({ query: `how=${how}`, deadlineMs: performance.now() + (how === 'loop' ? 30 : 10_000) }), how)
      t.equal((await f.request()).body.toString(), 'fine', `after ${how}`)
    }
  })
}
