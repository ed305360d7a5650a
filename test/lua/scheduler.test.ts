import t from 'tap'
import { DeadlineError, HandlerError } from '../../template/lua-ts/host/errors.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { Scheduler } from '../../template/lua-ts/lua/scheduler.ts'
import { engines, functionOf } from '../support/lua-function.ts'

/** A handler that runs the Lua text of the request's body, with `event`, `context` and `time` in reach. */
const runner = `
  local time = require "time"
  return function(event, context)
    return assert(load("local event, context, time = ... " .. event.body, "=script"))(event, context, time)
  end`

const soon = (ms: number) => performance.now() + ms

for (const engine of engines) {
  const load = (t: Parameters<typeof functionOf>[0]) => functionOf(t, runner, { engine })
  const ask = (f: Awaited<ReturnType<typeof load>>, body: string, ms = 30_000) =>
    f.request({ method: 'POST', body, deadlineMs: soon(ms) })

  const endless: Readonly<Record<string, string>> = {
    'a loop': 'while true do end',
    'a loop of pcall': 'while true do pcall(error) end',
    'a loop of pcall in a loop of pcall': 'while true do pcall(function() while true do pcall(error) end end) end',
    'a loop of pcall in a coroutine': 'local co = coroutine.create(function() while true do pcall(error) end end) coroutine.resume(co) coroutine.resume(co)',
    'a loop of pcall in a wrapped iterator': 'for v in coroutine.wrap(function() while true do pcall(error) end end) do end',
    'a loop of new coroutines': 'while true do pcall(coroutine.wrap(function() while true do pcall(error) end end)) end',
    'a message handler that loops': 'xpcall(error, function() while true do end end)',
    'a message handler that loops over pcall': 'while true do xpcall(error, function() while true do pcall(error) end end) end',
    'a sort order that loops': 'table.sort({ 3, 2, 1 }, function() while true do end end)',
    'a replacement that loops': '("x"):gsub("x", function() while true do end end)',
    'a __tostring that loops': 'return tostring(setmetatable({}, { __tostring = function() while true do end end }))',
    'a coroutine in a sort order': 'table.sort({ 3, 2, 1 }, function() return coroutine.wrap(function() while true do end end)() end)',
    'a sleep': 'time.sleep(60)',
    'a loop of sleeps': 'while true do pcall(time.sleep, 0.01) end',
    'a sleep in a coroutine': 'local co = coroutine.wrap(function() while true do pcall(time.sleep, 60) end end) while true do pcall(co) end',
  }

  t.test(`Scheduler on ${engine} ends a run at its deadline`, async (t) => {
    const f = await load(t)
    for (const [name, script] of Object.entries(endless)) {
      await t.test(`when it is in ${name}`, async (t) => {
        const startedMs = performance.now()
        await t.rejects(ask(f, script, 150), DeadlineError)
        t.ok(performance.now() - startedMs < 2_000, 'and soon')
        t.equal((await ask(f, 'return "alive"')).body.toString(), 'alive')
      })
    }
  })

  t.test(`Scheduler on ${engine} names the place where a run was when its time was up`, async (t) => {
    const f = await load(t)
    await t.rejects(ask(f, '\n\n while true do end', 50), { message: /script:3: exec_timeout exceeded\nstack traceback:/ })
  })

  t.test(`Scheduler on ${engine} keeps the event loop free while Lua is busy`, async (t) => {
    const f = await load(t)
    let slowestMs = 0
    let lastMs = performance.now()
    const interval = setInterval(() => {
      const nowMs = performance.now()
      slowestMs = Math.max(slowestMs, nowMs - lastMs)
      lastMs = nowMs
    }, 1)
    const busy = ask(f, 'while true do end', 800)
    const order: string[] = []
    const quick = Array.from({ length: 5 }, (_, i) => ask(f, `time.sleep(0.02) return "${i}"`).then(({ body }) => order.push(body.toString())))
    await Promise.all(quick)
    order.push('busy')
    await t.rejects(busy, DeadlineError)
    clearInterval(interval)
    t.same(order.toSorted(), ['0', '1', '2', '3', '4', 'busy'])
    t.ok(slowestMs < 250, `longest pause was ${Math.round(slowestMs)} ms`)
    t.ok(f.counts.slices > 10, `${f.counts.slices} slices`)
  })

  t.test(`Scheduler on ${engine} shares the processor between busy runs`, async (t) => {
    const f = await load(t)
    const work = 'local g = coroutine.wrap(function() for i = 1, 5 do local s = 0 for j = 1, 300000 do s = s + j % 7 end coroutine.yield(i) end end) local r = {} for v in g do r[#r + 1] = v end return table.concat(r, ",")'
    const ended: number[] = []
    await Promise.all(Array.from({ length: 20 }, async (_, i) => {
      t.equal((await ask(f, work)).body.toString(), '1,2,3,4,5')
      ended.push(i)
    }))
    t.equal(ended.length, 20)
    t.ok(f.counts.slices > 0)
  })

  t.test(`Scheduler on ${engine} lets an endless run harm none of 20 others`, async (t) => {
    const f = await load(t)
    const others = Array.from({ length: 20 }, (_, i) => ask(f, `time.sleep(0.3) return "${i}"`))
    const harmful = ['while true do pcall(error) end', 'for _ in coroutine.wrap(function() while true do pcall(error) end end) do end']
    await Promise.all(harmful.map((script) => t.rejects(ask(f, script, 200), DeadlineError)))
    t.same((await Promise.all(others)).map(({ body }) => body.toString()), Array.from({ length: 20 }, (_, i) => String(i)))
  })

  const waits: Readonly<Record<string, readonly [string, string]>> = {
    'in a coroutine': ['local f = coroutine.wrap(function() coroutine.yield(1) time.sleep(0.01) coroutine.yield(2) end) return f() .. f()', '12'],
    'three coroutines deep': [
      `local function deep(n)
         return coroutine.wrap(function(...)
           if n == 0 then time.sleep(0.01) coroutine.yield("in") time.sleep(0.01) return ... end
           local inner = deep(n - 1)
           coroutine.yield(inner(...))
           time.sleep(0.01)
           return inner(...)
         end)
       end
       local f = deep(3)
       return tostring(f("a")) .. " " .. tostring(f("b"))`, 'in a'],
    'under pcall': ['return tostring(select(2, pcall(function() time.sleep(0.01) error("after", 0) end)))', 'after'],
    'under xpcall in a coroutine': ['return coroutine.wrap(function() return select(2, xpcall(function() time.sleep(0.01) error("after", 0) end, function(m) return "handled " .. m end)) end)()', 'handled after'],
    'in a metamethod': ['return setmetatable({}, { __index = function(_, k) time.sleep(0.01) return k end }).found', 'found'],
    'in an iterator': ['local n = 0 for v in function(_, i) time.sleep(0.001) i = (i or 0) + 1 if i < 4 then return i end end do n = n + v end return tostring(n)', '6'],
  }

  t.test(`Scheduler on ${engine} waits`, async (t) => {
    const f = await load(t)
    for (const [where, [script, expected]] of Object.entries(waits)) t.equal((await ask(f, script)).body.toString(), expected, where)
  })

  t.test(`Scheduler on ${engine} refuses to wait where Lua calls back from C`, async (t) => {
    const f = await load(t)
    const scripts = [
      'table.sort({ 3, 2, 1 }, function(a, b) time.sleep(0.01) return a < b end)',
      '("x"):gsub("x", function() time.sleep(0.01) end)',
      'table.sort({ 3, 2, 1 }, function(a, b) return coroutine.wrap(function() time.sleep(0.01) return a < b end)() end)',
    ]
    for (const script of scripts) await t.rejects(ask(f, script), { constructor: HandlerError, message: /script:1: .*attempt to wait inside a function that Lua calls back/ })
    t.equal((await ask(f, 'return tostring(pcall(table.sort, { 3, 2, 1 }, function() time.sleep(0.01) end))')).body.toString(), 'false', 'an error that pcall catches')
  })

  t.test(`Scheduler on ${engine} gives a sort order its time, in one piece`, async (t) => {
    const f = await load(t)
    const script = 'local list = { 3, 2, 1 } table.sort(list, function(a, b) return coroutine.wrap(function() for _ = 1, 200000 do end coroutine.yield(a < b) end)() end) return table.concat(list, ",")'
    t.equal((await ask(f, script)).body.toString(), '1,2,3')
  })

  t.test(`Scheduler on ${engine} runs thousands of waiting requests at once`, async (t) => {
    const f = await load(t)
    const startedMs = performance.now()
    const answers = await Promise.all(Array.from({ length: 2_000 }, (_, i) => ask(f, `time.sleep(0.5) return "${i}"`)))
    t.ok(answers.every(({ body }, i) => body.toString() === String(i)))
    t.ok(performance.now() - startedMs < 10_000, 'not one after the other')
  })
}

t.test('Scheduler.waitFor() leaves no rejection unheard when the run may not wait', async (t) => {
  const lua = await startEngine('fengari')
  t.teardown(() => lua.close())
  const scheduler = new Scheduler({ lua, sliceMs: 10, beat: { begin: () => {}, end: () => {} }, sliced: () => {} })
  const unheard: unknown[] = []
  const hear = (reason: unknown) => void unheard.push(reason)
  process.on('unhandledRejection', hear)
  t.teardown(() => process.off('unhandledRejection', hear))
  const failing = Promise.reject(new Error('the client went away'))
  t.throws(() => scheduler.waitFor(lua.main, failing, () => 0), { message: 'attempt to wait outside a call' })
  await new Promise((resolve) => setTimeout(resolve, 20))
  t.same(unheard, [])
})
