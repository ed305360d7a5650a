import type { Settings } from '../../template/lua-ts/host/settings.ts'
import { ArgumentError } from '../../template/lua-ts/lua/argument-error.ts'
import { LuaError, Resumed } from '../../template/lua-ts/lua/engine.ts'
import type { HostFunction, Lua } from '../../template/lua-ts/lua/engine.ts'
import { loaded, testEngine } from './engine-test.ts'

const throws = (error: unknown): HostFunction => () => { throw error }

/** What a chunk returns with `fn` in its globals, or `failed: ` and the error, as text. */
const shown = (lua: Lua, source: string, fn: HostFunction): string => {
  const thread = loaded(lua, source, { fn })
  const resumed = lua.resume(thread, lua.main, 0)
  const text = Buffer.from(lua.display(thread, resumed === Resumed.done ? 1 : -1)).toString()
  lua.freeThread(thread)
  return resumed === Resumed.done ? text : `failed: ${text}`
}

/** What holds for host functions on both engines. */
export const hostFunctionTests = (engine: Settings['luaEngine']): void => {
  testEngine(engine, 'what a host function throws is a Lua error with the place of its level', (t, lua) => {
    const source = 'local function outer()\nlocal inner = function()\nlocal n = fn(1, 2) return n\nend\nlocal n = inner() return n\nend\nreturn select(2, pcall(outer))'
    for (const [error, message] of [
      [new LuaError('no'), 'chunk:3: no'],
      [new LuaError('no', { level: 0 }), 'no'],
      [new LuaError('no', { level: 2 }), 'chunk:5: no'],
      [new LuaError('no', { level: 100 }), 'no'],
      [new ArgumentError(2, 'number expected, got ☃'), "chunk:3: bad argument #2 to 'fn' (number expected, got ☃)"],
      [new TypeError('not a ☃\0function'), 'chunk:3: not a ☃\0function'],
      [new RangeError('Maximum call stack size exceeded'), 'chunk:3: stack overflow'],
      [new Error(''), 'chunk:3: '],
    ] as const) {
      t.equal(shown(lua, source, throws(error)), message)
    }
    t.equal(shown(lua, source, throws(new LuaError('', { push: (l, thread) => l.pushBoolean(thread, false) }))), 'false', 'a value of its own')
  })

  testEngine(engine, 'an error of Lua goes through a host function as it is', (t, lua) => {
    const calls: HostFunction = (thread) => {
      lua.call(thread, 0, 0)
      return 0
    }
    t.equal(shown(lua, 'local value = {} local ok, caught = pcall(fn, function() error(value) end) return ok == false and caught == value', calls), 'true')
    t.equal(shown(lua, 'fn(function() error("deep", 0) end)', calls), 'failed: deep')
  })

  testEngine(engine, 'a host function is one value, however often it is pushed', (t, lua) => {
    const [one, other]: HostFunction[] = [() => 0, () => 0]
    for (const fn of [one!, one!, other!]) lua.pushFunction(lua.main, fn)
    t.equal(lua.rawEqual(lua.main, 1, 2), true)
    t.equal(lua.rawEqual(lua.main, 1, 3), false)
    lua.setTop(lua.main, 0)
  })

  testEngine(engine, 'threads that wait in one host function each go on with their own result', (t, lua) => {
    const results: readonly HostFunction[] = [0, 1, 2].map((n) => (thread) => {
      if (n === 1) throw new LuaError('second')
      lua.pushNumber(thread, n)
      return 1
    })
    let waiting = 0
    const waits: HostFunction = (thread) => lua.yield(thread, results[waiting++]!)
    const threads = results.map(() => loaded(lua, 'local a = fn()\nlocal b = a .. "!"\nreturn b', { fn: waits }))
    t.same(threads.map((thread) => lua.resume(thread, lua.main, 0)), [Resumed.yielded, Resumed.yielded, Resumed.yielded])
    const [first, second, third] = threads.toReversed().map((thread) => [lua.resume(thread, lua.main, 0), lua.toText(thread, -1)])
    t.same([third, second, first], [[Resumed.done, '0!'], [Resumed.failed, 'chunk:1: second'], [Resumed.done, '2!']])
    for (const thread of threads) lua.freeThread(thread)
  })

  testEngine(engine, 'what a tick throws is raised in the line that runs', (t, lua) => {
    let ticks = 0
    lua.setTick(lua.main, () => {
      if (++ticks === 2) throw new LuaError('enough')
    }, 1000)
    const none: HostFunction = () => 0
    t.equal(shown(lua, 'local ok, message = pcall(function()\n\nwhile true do end end)\nreturn message', none), 'chunk:3: enough')
    lua.setTick(lua.main, throws(new LuaError('enough', { level: 0 })), 1000)
    t.equal(shown(lua, 'while true do end', none), 'failed: enough')
  })
}
