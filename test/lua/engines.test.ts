import t from 'tap'
import { LuaError, LuaType, Resumed } from '../../template/lua-ts/lua/engine.ts'
import type { Thread } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { loaded, testEngine } from '../support/engine-test.ts'
import { engines } from '../support/lua-function.ts'

const versions: Readonly<Record<string, string>> = { fengari: '5.3', wasm: '5.4' }

for (const engine of engines) {
  testEngine(engine, 'startEngine() starts the engine of that name, each time a state of its own', async (t, lua) => {
    t.same([lua.engine, lua.version], [engine, versions[engine]])
    t.ok(lua.tickInstructions > 0)
    const other = await startEngine(engine)
    lua.pushGlobals(lua.main)
    lua.pushNumber(lua.main, 1)
    lua.setField(lua.main, -2, 'only_here')
    lua.pop(lua.main, 1)
    other.pushGlobals(other.main)
    t.equal(other.getField(other.main, -1, 'only_here'), LuaType.nil)
    other.close()
  })

  testEngine(engine, 'Lua calls host functions with arguments, upvalues and results', (t, lua) => {
    lua.pushText(lua.main, 'up')
    lua.pushFunction(lua.main, (t) => {
      lua.pushValue(t, lua.upvalue(1))
      lua.pushNumber(t, lua.top(t))
      return 2
    }, 1)
    lua.pushNil(lua.main)
    lua.pushNil(lua.main)
    lua.call(lua.main, 2, 2)
    t.same([lua.toText(lua.main, -2), lua.toNumber(lua.main, -1)], ['up', 3])
    lua.pop(lua.main, 2)
    const ref = (lua.pushText(lua.main, 'kept'), lua.ref(lua.main))
    lua.pushRef(lua.main, ref)
    t.equal(lua.toText(lua.main, -1), 'kept')
    lua.pop(lua.main, 1)
    lua.unref(ref)
  })

  testEngine(engine, 'What host functions throw becomes a Lua error', (t, lua) => {
    const raised = (error: unknown): string => {
      const thread = loaded(lua, '\nreturn select(2, pcall(function()\n  fail()\nend))', { fail: () => { throw error } })
      t.equal(lua.resume(thread, lua.main, 0), Resumed.done)
      const text = Buffer.from(lua.display(thread, -1)).toString()
      lua.freeThread(thread)
      return text
    }
    t.equal(raised(new Error('plain')), 'chunk:3: plain')
    t.equal(raised(new LuaError('placed')), 'chunk:3: placed')
    t.equal(raised(new LuaError('unplaced', { level: 0 })), 'unplaced')
    t.equal(raised(new LuaError('ä\0\u{1F600}')), 'chunk:3: ä\0\u{1F600}')
    t.equal(raised(new LuaError('value', { push: (l, thread) => l.pushNumber(thread, 42) })), '42')
  })

  testEngine(engine, 'resume() tells how a thread came back and what it left', (t, lua) => {
    const thread = loaded(lua, 'local a, b = ... local c = give(a + b) error(c .. " failed", 0)', { give: (t) => lua.yieldValues(t, 1) })
    lua.pushNumber(thread, 1)
    lua.pushNumber(thread, 2)
    t.equal(lua.resume(thread, lua.main, 2), Resumed.yielded)
    t.equal(lua.resumedValues(thread), 1)
    t.equal(lua.toNumber(thread, -1), 3)
    t.equal(lua.status(thread, lua.main), 'suspended')
    lua.pop(thread, 1)
    lua.pushText(thread, 'it')
    t.equal(lua.resume(thread, lua.main, 1), Resumed.failed)
    t.equal(lua.resumedValues(thread), 1)
    t.equal(lua.toText(thread, -1), 'it failed')
    t.equal(lua.status(thread, lua.main), 'dead')
    lua.freeThread(thread)
    const done = loaded(lua, 'return 1, 2, 3')
    t.equal(lua.resume(done, lua.main, 0), Resumed.done)
    t.equal(lua.resumedValues(done), 3)
    lua.freeThread(done)
  })

  testEngine(engine, 'yield() goes on in the function that it was given', (t, lua) => {
    const thread = loaded(lua, 'local ok, value = pcall(wait, 5) return value, pcall(wait, "bad")', {
      wait: (t) => {
        const given = lua.toNumber(t, 1)
        return lua.yield(t, (again) => {
          if (given === undefined) throw new LuaError('thrown later', { level: 0 })
          lua.pushNumber(again, given * 2)
          return 1
        })
      },
    })
    t.equal(lua.resume(thread, lua.main, 0), Resumed.yielded)
    t.equal(lua.resumedValues(thread), 0)
    t.equal(lua.resume(thread, lua.main, 0), Resumed.yielded)
    t.equal(lua.resume(thread, lua.main, 0), Resumed.done)
    t.same([lua.toNumber(thread, -3), lua.toBoolean(thread, -2), lua.toText(thread, -1)], [10, false, 'thrown later'])
    lua.freeThread(thread)
  })

  testEngine(engine, 'setTick() ticks in threads made later and after caught errors, and can end a slice or raise', (t, lua) => {
    let ticks = 0
    let then: (thread: Thread) => void = () => {}
    lua.setTick(lua.main, (thread) => {
      ticks++
      then(thread)
    }, 1000)
    const busy = loaded(lua, 'for i = 1, 5 do pcall(error, "x") end for i = 1, 100000 do end return "done"')
    t.equal(lua.resume(busy, lua.main, 0), Resumed.done)
    t.ok(ticks > 50, `${ticks} ticks after errors that were caught`)
    lua.freeThread(busy)
    then = (thread) => { if (lua.isYieldable(thread)) lua.yieldFromTick(thread) }
    const sliced = loaded(lua, 'local n = 0 for i = 1, 10000 do n = n + i end return n')
    let slices = 0
    while (lua.resume(sliced, lua.main, 0) === Resumed.yielded) slices++
    t.ok(slices > 5)
    t.equal(lua.toNumber(sliced, -1), 50_005_000)
    lua.freeThread(sliced)
    then = () => { throw new LuaError('time is up') }
    const looping = loaded(lua, '\nwhile true do end')
    t.equal(lua.resume(looping, lua.main, 0), Resumed.failed)
    t.equal(lua.toText(looping, -1), 'chunk:2: time is up')
    lua.freeThread(looping)
    then = () => {}
  })

  testEngine(engine, 'load() refuses what does not compile, traceback() and where() say where', (t, lua) => {
    const thread = lua.newThread()
    t.throws(() => lua.load(thread, Buffer.from('x = = 1'), '=bad'), { name: 'LuaError', message: "bad:1: unexpected symbol near '='" })
    t.equal(lua.top(thread), 0)
    lua.freeThread(thread)
    let place: string | undefined
    const failing = loaded(lua, '\nlocal function inner()\n  here()\n  error("x")\nend\ninner()', { here: (t) => { place = lua.where(t, 1); return 0 } })
    t.equal(lua.resume(failing, lua.main, 0), Resumed.failed)
    t.equal(place, 'chunk:3')
    t.match(lua.traceback(failing, 'message', 0), /^message\nstack traceback:\n\t.*\n\tchunk:4: in .*\n\tchunk:6: in /)
    lua.freeThread(failing)
    const memory = lua.memoryBytes()
    t.ok(memory === undefined || memory > 1000)
    lua.collect()
  })
}

t.test('pushKey() keeps no long names on wasm', async (t) => {
  const lua = await startEngine('wasm')
  t.teardown(() => lua.close())
  const thread = lua.newThread()
  for (let i = 0; i < 100; i++) {
    lua.pushKey(thread, `${i}`.padEnd(2 ** 20, 'x'))
    lua.setTop(thread, 0)
  }
  t.ok(lua.memoryBytes() < 64 * 2 ** 20, `${lua.memoryBytes()} bytes after 100 MiB of names`)
})
