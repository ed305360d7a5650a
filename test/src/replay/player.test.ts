import t from 'tap'
import { engines } from '../../support/lua-function.ts'
import { recordedCalls } from '../../support/recordings.ts'
import { replayed, told } from '../../support/replays.ts'

for (const engine of engines) {
  t.test(`player() answers what is asked while the function loads on ${engine}`, async (t) => {
    const handler = 'local kv = require "kv" local id = kv.incr("id") return { init = function() id = id .. "/" .. kv.incr("id") end, handler = function() return id end }'
    const { texts } = await recordedCalls(t, handler, [{}], { engine })
    t.same(told(await replayed(t, texts[0]!, { handler, engine })), { status: 200, body: '1/2', differences: [] })
    const other = handler.replace('kv.incr("id")', 'kv.get("other")')
    t.match(told(await replayed(t, texts[0]!, { handler: other, engine })), { missed: /^handler.lua:1 asks for kv.get\("other"\), where the recorded call asked for kv.incr\("id"\)/ })
  })

  t.test(`player() leaves what the function does at its end alone on ${engine}`, async (t) => {
    const handler = 'local kv = require "kv" return { handler = function() return "x" end, shutdown = function() error("ran") end }'
    const { texts } = await recordedCalls(t, handler, [{}], { engine })
    t.same(told(await replayed(t, texts[0]!, { handler, engine })), { status: 200, body: 'x', differences: [] })
  })

  t.test(`player() serves functions with globals of their own for each request on ${engine}`, async (t) => {
    const handler = 'local kv = require "kv" count = kv.incr("n") return function() count = count + kv.incr("n") return tostring(count) .. math.random(1000) end'
    const { texts } = await recordedCalls(t, handler, [{}, {}], { engine, settings: { luaIsolation: 'request' } })
    for (const text of texts) t.match(told(await replayed(t, text, { handler, engine, environment: { lua_isolation: 'request' } })), { status: 200, differences: [] })
  })
}
