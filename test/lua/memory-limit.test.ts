import t from 'tap'
import { HandlerError } from '../../template/lua-ts/host/errors.ts'
import { engines, functionOf } from '../support/lua-function.ts'

const runner = `
  local time = require "time"
  return function(event)
    return assert(load("local event, time = ... " .. event.body, "=script"))(event, time)
  end`

const MiB = 1024 * 1024

const greedy: Readonly<Record<string, string>> = {
  'a string doubled again and again': 'local s = "x" for _ = 1, 30 do s = s .. s end return tostring(#s)',
  'a table without end': 'local list = {} for i = 1, 1e9 do list[i] = { i } end',
  'long strings without end': 'local list = {} for i = 1, 1e9 do list[i] = ("x"):rep(1000) .. i end',
  'closures without end': 'local list = {} for i = 1, 1e9 do list[i] = function() return i end end',
}

for (const engine of engines) {
  t.test(`lua_memory_limit on ${engine} ends the request that goes over it, and no other`, async (t) => {
    const f = await functionOf(t, runner, { engine, settings: { luaMemoryLimitBytes: 64 * MiB } })
    const ask = (body: string) => f.request({ method: 'POST', body, deadlineMs: performance.now() + 20_000 })
    for (const [name, script] of Object.entries(greedy)) {
      await t.test(name, async (t) => {
        const others = Array.from({ length: 5 }, (_, i) => ask(`time.sleep(0.1) return "${i}"`))
        await t.rejects(ask(script), { constructor: HandlerError, message: /not enough memory/ })
        t.same((await Promise.all(others)).map(({ body }) => body.toString()), ['0', '1', '2', '3', '4'])
        t.equal((await ask('local list = {} for i = 1, 10000 do list[i] = { i } end return tostring(#list)')).body.toString(), '10000')
      })
    }
  })

  t.test(`lua_memory_limit on ${engine} lets a request that caught it go on`, async (t) => {
    const f = await functionOf(t, runner, { engine, settings: { luaMemoryLimitBytes: 64 * MiB } })
    const script = 'local ok, why = pcall(function() local list = {} for i = 1, 1e9 do list[i] = { i } end end) return tostring(ok) .. " " .. tostring(why)'
    const { body } = await f.request({ method: 'POST', body: script, deadlineMs: performance.now() + 20_000 })
    t.equal(body.toString(), 'false not enough memory')
  })

  t.test(`lua_memory_limit on ${engine} leaves little behind`, async (t) => {
    const f = await functionOf(t, runner, { engine, settings: { luaMemoryLimitBytes: 64 * MiB } })
    for (let i = 0; i < 5; i++) {
      await t.rejects(f.request({ method: 'POST', body: greedy['a table without end']!, deadlineMs: performance.now() + 20_000 }), HandlerError)
    }
    t.ok(process.memoryUsage.rss() < 700 * MiB, `${Math.round(process.memoryUsage.rss() / MiB)} MiB resident`)
  })
}
