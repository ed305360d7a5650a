import t from 'tap'
import type { HostFunction, Lua } from '../../template/lua-ts/lua/engine.ts'
import { LuaError } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { KeptValues } from '../../template/lua-ts/lua/kept-values.ts'
import { RecordingTape } from '../../template/lua-ts/lua/recording-tape.ts'
import { newRun } from '../../template/lua-ts/lua/run.ts'
import { Scheduler } from '../../template/lua-ts/lua/scheduler.ts'
import type { TapeKind } from '../../template/lua-ts/lua/tapes.ts'
import { engines } from '../support/lua-function.ts'

/** Runs Lua code with a function `ask` that passes a tape. */
const taped = async (lua: Lua, source: string, fnOf: (scheduler: Scheduler) => HostFunction, kind: TapeKind = 'asked', maxBytes = 1e6): Promise<RecordingTape> => {
  const scheduler = new Scheduler({ lua, sliceMs: 1000, beat: { begin: () => {}, end: () => {} }, sliced: () => {} })
  const tape = new RecordingTape({ lua, scheduler, values: new KeptValues(lua), maxBytes })
  const fn = fnOf(scheduler)
  const thread = lua.newThread()
  lua.load(thread, Buffer.from(`local ask = ...\n${source}`), '=handler.lua')
  lua.pushFunction(thread, (t) => tape.ask(t, { name: 'kv.get', kind, returned: 'kv.next', fn }))
  await scheduler.start(newRun(thread, 1, { deadlineMs: performance.now() + 1000 }))
  return tape
}

for (const engine of engines) {
  const test = (name: string, body: (t: import('tap').Test, lua: Lua) => Promise<void>) =>
    t.test(`RecordingTape ${name} on ${engine}`, async (t) => {
      const lua = await startEngine(engine)
      t.teardown(() => lua.close())
      await body(t, lua)
    })

  test('keeps what came at once and what came later', async (t, lua) => {
    const double = (scheduler: Scheduler): HostFunction => (thread) => {
      const n = lua.toNumber(thread, 1)!
      if (n === 1) {
        lua.pushNumber(thread, 2)
        return 1
      }
      return scheduler.waitFor(thread, Promise.resolve(2 * n), (later, value) => {
        lua.pushNumber(later, value)
        return 1
      })
    }
    const { asked } = await taped(lua, 'ask(1)\nask(21) ask(1)', double)
    t.match(asked, [
      { name: 'kv.get', place: 'handler.lua:2', given: [1n], answer: [2n], error: undefined },
      { place: 'handler.lua:3', given: [21n], answer: [42n] },
      { given: [1n], answer: [2n] },
    ])
  })

  test('keeps errors that came at once and later', async (t, lua) => {
    const failing = (scheduler: Scheduler): HostFunction => (thread) => {
      if (lua.top(thread) === 0) throw new LuaError('at once', { level: 2 })
      return scheduler.waitFor(thread, Promise.reject(new Error('later')), () => 0)
    }
    const { asked } = await taped(lua, 'pcall(ask) pcall(ask, 1)', failing)
    t.match(asked, [{ answer: undefined, error: { message: 'at once', level: 2 } }, { answer: undefined, error: { message: 'later', level: 1 } }])
  })

  test('keeps a question that nobody answered before the deadline, and none that Lua refused', async (t, lua) => {
    const late = await taped(lua, 'pcall(ask)', (scheduler) => (thread) => scheduler.wait(thread, () => undefined))
    t.match(late.asked, [{ answer: undefined, error: undefined }])
    const refused = await taped(lua, 'pcall(ask)', () => (thread) => {
      lua.load(thread, Buffer.from('error("refused")'), '=x')
      lua.call(thread, 0, 0)
      return 0
    }, 'native')
    t.same(refused.asked, [])
  })

  test('keeps no arguments of clocks and dice', async (t, lua) => {
    const { asked } = await taped(lua, 'ask("secret")', () => () => 0, 'ambient')
    t.match(asked, [{ given: undefined, answer: [] }])
  })

  test('stops when there is too much', async (t, lua) => {
    let calls = 0
    const tape = await taped(lua, 'for i = 1, 10 do ask(("x"):rep(100)) end', () => () => (calls++, 0), 'asked', 500)
    t.equal(tape.truncated, true)
    t.ok(tape.asked.length < 10)
    t.equal(calls, 10, 'the function goes on')
  })
}
