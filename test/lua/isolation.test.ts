import t from 'tap'
import { engines, functionOf } from '../support/lua-function.ts'

const settings = { luaIsolation: 'request' } as const

for (const engine of engines) {
  const load = (handler: string, files: Record<string, string> = {}) => functionOf(t, handler, { engine, settings, files })
  const twice = async (handler: string, files?: Record<string, string>) => {
    const fn = await load(handler, files)
    return [String((await fn.request()).body), String((await fn.request()).body)]
  }

  t.test(`isolation() lets no value leak from one request to the next on ${engine}`, async (t) => {
    const places: Record<string, string> = {
      'a global': 'counter = (counter or 0) + 1 return tostring(counter)',
      '_G': '_G.counter = (_G.counter or 0) + 1 return tostring(_G.counter)',
      '_ENV': '_ENV.counter = (_ENV.counter or 0) + 1 return tostring(rawget(_ENV, "counter"))',
      'a local of the file': 'count = count + 1 return tostring(count)',
      'a library': 'string.counter = (string.counter or 0) + 1 return tostring(string.counter)',
      'a module of the function': 'local m = require("counter") m.value = m.value + 1 return tostring(m.value)',
      'a module of the host': 'local json = require("json") json.counter = (json.counter or 0) + 1 return tostring(json.counter)',
      'package.loaded': 'package.loaded.counter = (package.loaded.counter or 0) + 1 return tostring(package.loaded.counter)',
      'package.preload': 'package.preload.x = (package.preload.x or 0) + 1 return tostring(package.preload.x)',
      'package.path': 'package.path = package.path .. "1" return package.path:match("1+$")',
      'the metatable of strings': 'local m = getmetatable("") m.counter = (m.counter or 0) + 1 m.__index.n = (m.__index.n or 0) + 1 return tostring(getmetatable("").counter == 1 and ("").n or 1)',
      'the metatable of the event': 'local m = getmetatable(event) if type(m) ~= "table" then return "1" end m.counter = (m.counter or 0) + 1 return tostring(m.counter)',
      'what load() makes': 'load("counter = (counter or 0) + 1")() return tostring(counter)',
      'what dofile() runs': 'dofile("globals.lua") return tostring(counter)',
      'a redefined function': 'local old = tostring(tostring == print) tostring = print return old == "false" and "1" or "2"',
    }
    const files = { 'counter.lua': 'return { value = 0 }', 'globals.lua': 'counter = (counter or 0) + 1' }
    for (const [place, body] of Object.entries(places)) {
      const texts = await twice(`local count = 0\nreturn function(event) ${body} end`, files)
      t.same(texts, ['1', '1'], place)
    }
  })

  t.test(`isolation() keeps values for the length of a request on ${engine}`, async (t) => {
    const texts = await twice(
      `local time = require("time")
       local other = require("other")
       return { handler = function()
         value = (value or 0) + 1
         time.sleep(0.001)
         return other() .. #require("list").items .. tostring(require("list") == require("list")) .. tostring(_G == _ENV) .. tostring(getmetatable(setmetatable({}, list)) == list)
       end }`,
      { 'other.lua': 'list = {} return function() return value end', 'list.lua': 'return { items = { 1, 2 } }' },
    )
    t.same(texts, ['12truetruetrue', '12truetruetrue'])
  })

  t.test(`isolation() keeps requests apart that run at the same time on ${engine}`, async (t) => {
    const fn = await load('local time = require("time")\nreturn function(event) value = event.path time.sleep(0.02) return value end')
    const answers = await Promise.all(['/a', '/b', '/c'].map((path) => fn.request({ path })))
    t.equal(new Set(answers.map(({ body }) => String(body))).size, answers.length)
  })

  t.test(`isolation() names file and line of an error on ${engine}`, async (t) => {
    const fn = await load('local m = require("broken")\nreturn function(event)\n  m.fail()\nend', { 'broken.lua': '\n\nreturn { fail = function() error("boom") end }' })
    await t.rejects(fn.request(), { message: 'broken.lua:3: boom', traceback: /handler\.lua:3: in / })
    const syntax = await load('return function() require("syntax") end', { 'syntax.lua': 'local x =\nend' })
    await t.rejects(syntax.request(), { message: /^error loading module 'syntax' from file '.*':\n\tsyntax\.lua:2: / })
    const missing = await load('return function() require("nothing_there") end')
    await t.rejects(missing.request(), { message: /module 'nothing_there' not found/ })
  })

  t.test(`isolation() leaves the host's modules what they are on ${engine}`, async (t) => {
    const texts = await twice(`local json, time = require("json"), require("time")
      return function(event)
        local list = setmetatable({}, json.array_mt)
        local same = getmetatable(list) == json.array_mt
        json.array_mt.__index = { leaked = true }
        time.sleep(0.001)
        local ok = pcall(setmetatable, 1, {})
        return json.encode(list) .. json.encode({ json.null, json.empty_array }) .. json.decode("[7]")[1] .. tostring(same) .. tostring(list.leaked) .. tostring(ok)
      end`)
    t.same(texts, ['[][null,[]]7truenilfalse', '[][null,[]]7truenilfalse'])
  })

  t.test(`isolation() keeps the metatable of strings whole on ${engine}`, async (t) => {
    const texts = await twice(`return function(event)
      local before = ("x"):rep(2)
      getmetatable("").__index.rep = function() return "changed" end
      string.rep = nil
      debug.getmetatable("").__index = nil
      return before .. ("x"):rep(2) .. tostring(debug.setmetatable) .. tostring(debug.getupvalue)
    end`)
    t.same(texts, ['xxxxnilnil', 'xxxxnilnil'])
  })

  t.test(`isolation() runs init once, in a world that no request sees, on ${engine}`, async (t) => {
    const fn = await load('return { init = function() started = true print("init") end, handler = function() return tostring(started) end }')
    t.same([String((await fn.request()).body), String((await fn.request()).body)], ['nil', 'nil'])
    t.equal(fn.lines.filter((line) => line.endsWith('init')).length, 1)
  })
}
