import t from 'tap'
import { tidyTraceback } from '../../template/lua-ts/lua/traceback.ts'
import { engines, functionOf } from '../support/lua-function.ts'
import { sameAsRealLua } from '../support/real-lua.ts'

t.test('tidyTraceback() names frames of the host as real Lua does', async (t) => {
  t.equal(tidyTraceback('oops\nstack traceback:\n\t[JS]: in ?\n\t[JS]: in function \'error\'\n\thandler.lua:2: in function \'f\''),
    'oops\nstack traceback:\n\t[C]: in function \'error\'\n\thandler.lua:2: in function \'f\'')
  t.equal(tidyTraceback('stack traceback:\n\t[JS]: in upvalue \'xpcall\'\n\t[host]:14: in function \'xpcall\''),
    'stack traceback:\n\t[C]: in function \'xpcall\'')
  t.equal(tidyTraceback('stack traceback:\n\ta.lua:1: in upvalue \'xpcall\''), 'stack traceback:\n\ta.lua:1: in upvalue \'xpcall\'')
})

const frames = [
  'local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) return debug.traceback(co)',
  'local co = coroutine.create(function() local x = 1 error("oops") end) coroutine.resume(co) return debug.traceback(co, "why")',
  'local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) return debug.traceback(co, "why", 1)',
  'local co = coroutine.create(function() coroutine.yield() end) coroutine.resume(co) return debug.traceback(co, nil, 1)',
  'return debug.traceback({ 1 })[1], debug.traceback(true)',
  'local co = coroutine.create(function() end) return debug.traceback(co, "fresh"), debug.traceback(co, 12)',
]

// The frames below these differ: in a script its main chunk, in a function the handler.
const above = (call: string): string => `local text = (function()\n${call}\nend)() return (text:match("^(.-)\\n\\t[^\\n]*'pcall'"))`

const inside = [
  above('local ok, text = pcall(function() error(debug.traceback("here"), 0) end) return text'),
  above('return (debug.traceback("bytes \\255\\128 stay"))'),
  above('return (debug.traceback("level", 0))'),
  above('return (debug.traceback("level", 2))'),
  above('return (debug.traceback())'),
  above('return select(2, xpcall(function() error("oops") end, debug.traceback))'),
  above('return select(2, xpcall(function() error("oops") end, function(m) return debug.traceback(m) end))'),
]

for (const engine of engines) {
  t.test(`installTraceback() shows the frames of real Lua on ${engine}`, (t) => sameAsRealLua(t, engine, [...frames, ...inside]))

  t.test(`tracebackText() of an error shows each caller with file and line on ${engine}`, async (t) => {
    const f = await functionOf(t, `local deep = require("lib.deep")
local function caller()
  deep.fail()
  return 1
end
return function()
  caller()
  return "never"
end`, { engine, files: { 'lib/deep.lua': 'local M = {}\nfunction M.fail()\n  error("from below")\nend\nreturn M\n' } })
    const error = await f.request().catch((caught: unknown) => caught)
    t.match(error, { name: 'HandlerError', message: 'lib/deep.lua:3: from below' })
    t.match((error as { traceback: string }).traceback.split('\n'), [
      'lib/deep.lua:3: from below',
      'stack traceback:',
      '\t[C]: in function \'error\'',
      /^\tlib\/deep\.lua:3: in (function|field|method)/,
      '\thandler.lua:3: in upvalue \'caller\'',
      '\thandler.lua:7: in function <handler.lua:6>',
    ])
  })
}
