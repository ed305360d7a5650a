import t from 'tap'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

for (const engine of engines) {
  t.test(`socket has the clock and the error helpers with ${engine}`, async (t) => {
    t.same(await luaResults(t, `
local socket = require "socket"
local closed = 0
local try = socket.newtry(function() closed = closed + 1 end)
local f = socket.protect(function(ok, problem) return try(ok, problem) end)
local before = socket.gettime()
socket.sleep(0.01)
return {
  socket.gettime() - before >= 0.009, { f(1, "two") }, { select("#", f(nil, "broken")), select(2, f(nil, "broken")) }, closed,
  fail(socket.protect(function() error("other", 0) end)), { socket.skip(1, "a", "b", "c") }, (fail(socket.tcp):gsub("^.-socket", "socket")),
}`, { engine }), [true, [1, 'two'], [2, 'broken'], 2, 'other', ['b', 'c'], 'socket.tcp is not available in a function: use http, redis or database'])
  })
}
