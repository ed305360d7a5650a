import t from 'tap'
import { engines } from '../../support/lua-function.ts'
import { recordedCalls } from '../../support/recordings.ts'
import { replayed, told } from '../../support/replays.ts'

const handlerOf = (body: string): string => `local kv, time, uuid = require "kv", require "time", require "uuid"\nreturn function(event)\n${body}\nend`

for (const engine of engines) {
  t.test(`PlayingTape ends a call that asks for what was not asked for on ${engine}`, async (t) => {
    const { texts } = await recordedCalls(t, handlerOf('kv.get("a")\nos.time()\nreturn "x"'), [{}], { engine })
    const again = async (body: string) => told(await replayed(t, texts[0]!, { handler: handlerOf(body), engine }))
    t.same(await again('\nkv.get("b") return ""'), { missed: 'handler.lua:4 asks for kv.get("b"), where the recorded call asked for kv.get("a") (handler.lua:3)' })
    t.same(await again('kv.set("a", 1) return ""'), { missed: 'handler.lua:3 asks for kv.set("a", 1), where the recorded call asked for kv.get("a") (handler.lua:3)' })
    t.same(await again('kv.get("a") kv.get("a") return ""'), { missed: 'handler.lua:3 asks for kv.get("a"), and the recorded call asked for nothing more' })
    t.same(await again('kv.get("a") os.time() os.time() return ""'), { missed: 'handler.lua:3 asks for os.time, and the recorded call has no more answers for it' })
    t.same(await again('kv.get("a") uuid.v4() return ""'), { missed: 'handler.lua:3 asks for uuid.v4, and the recorded call never asked for it' })
  })

  t.test(`PlayingTape lets no pcall hide that it has no answer on ${engine}`, async (t) => {
    const { texts } = await recordedCalls(t, handlerOf('return "x"'), [{}], { engine })
    const handler = handlerOf('for i = 1, 10 do pcall(kv.get, "a") pcall(function() while true do end end) end return "x"')
    t.match(told(await replayed(t, texts[0]!, { handler, engine })), { missed: /^handler.lua:3 asks for kv.get\("a"\), and/ })
  })

  t.test(`PlayingTape tells what is not asked for any more on ${engine}`, async (t) => {
    const { texts } = await recordedCalls(t, handlerOf('kv.get("a") kv.get("b") os.time() return "x"'), [{}], { engine })
    t.match(told(await replayed(t, texts[0]!, { handler: handlerOf('return "x"'), engine })), { status: 200, differences: ['it did not ask for kv.get("a") and 1 more'] })
    t.match(told(await replayed(t, texts[0]!, { handler: handlerOf('kv.get("a") return "x"'), engine })), { differences: ['it did not ask for kv.get("b")'] })
  })

  t.test(`PlayingTape lets clocks and dice be asked in another order on ${engine}`, async (t) => {
    const { texts } = await recordedCalls(t, handlerOf('local a, b = os.time(), math.random(1000) kv.get("x") return a .. " " .. b'), [{}], { engine })
    t.match(told(await replayed(t, texts[0]!, { handler: handlerOf('kv.get("x") local b = math.random(1000) return os.time() .. " " .. b'), engine })), { differences: [] })
  })

  t.test(`PlayingTape raises errors anew, where the code stands now, on ${engine}`, async (t) => {
    const body = 'return tostring(select(2, pcall(function() kv.set("a", {}) end))) .. tostring(select(2, pcall(function() os.date("%") end)))'
    const { texts, recordings } = await recordedCalls(t, handlerOf(body), [{}], { engine })
    t.match(recordings[0]!.answer.body.toString(), /^handler.lua:3: bad argument #2 to 'set' .*handler.lua:3: bad argument #1 to 'date'/)
    const later = await replayed(t, texts[0]!, { handler: handlerOf(`\n${body}`), engine })
    t.match(told(later), { body: recordings[0]!.answer.body.toString().replaceAll('lua:3', 'lua:4') })
  })
}
