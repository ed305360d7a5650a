import t from 'tap'
import { LuaError, Resumed } from '../../template/lua-ts/lua/engine.ts'
import type { Lua } from '../../template/lua-ts/lua/engine.ts'
import { wasmLua } from '../../template/lua-ts/lua/wasm.ts'
import { loaded, testEngine } from '../support/engine-test.ts'

/** Runs a chunk and returns its first result, or the error, as text. */
const result = (lua: Lua, source: string): string => {
  const thread = loaded(lua, source)
  const resumed = lua.resume(thread, lua.main, 0)
  const text = Buffer.from(lua.display(thread, resumed === Resumed.done ? 1 : -1)).toString()
  lua.freeThread(thread)
  return resumed === Resumed.done ? text : `error ${text}`
}

testEngine('wasm', 'wasmLua() is Lua 5.4 with 64-bit integers', (t, lua) => {
  t.equal(result(lua, 'return _VERSION'), 'Lua 5.4')
  t.equal(result(lua, 'return math.maxinteger'), '9223372036854775807')
  const { main } = lua
  for (const [value, text] of [[2n ** 63n - 1n, '9223372036854775807'], [-(2n ** 63n), '-9223372036854775808'], [2n ** 63n, '9.2233720368548e+18']] as const) {
    lua.pushBigInt(main, value)
    t.equal(Buffer.from(lua.display(main, -1)).toString(), text)
    t.equal(lua.isInteger(main, -1), value < 2n ** 63n)
    lua.pop(main, 1)
  }
  lua.pushNumber(main, Number.MAX_SAFE_INTEGER)
  lua.pushNumber(main, Number.MAX_SAFE_INTEGER + 1)
  t.same([lua.isInteger(main, -2), lua.isInteger(main, -1)], [true, false], 'beyond what a double tells apart it is a float')
  lua.pop(main, 2)
})

testEngine('wasm', 'Lua.load() takes text alone', (t, lua) => {
  t.throws(() => lua.load(lua.main, Buffer.from('\x1bLua', 'latin1'), '=chunk'), { name: 'LuaError', message: /attempt to load a binary chunk/ })
  t.throws(() => lua.load(lua.main, Buffer.from('x ='), '=chunk'), { name: 'LuaError', message: 'chunk:1: unexpected symbol near <eof>' })
  t.throws(() => lua.load(lua.main, Buffer.from('\n\nreturn "'), '@h.lua'), { message: 'h.lua:3: unfinished string near <eof>' })
  t.equal(lua.top(lua.main), 0)
})

testEngine('wasm', 'Lua.limitMemory() makes the request that asks for more fail, and the state goes on', (t, lua) => {
  lua.limitMemory(lua.memoryBytes() + 2 ** 20)
  t.equal(result(lua, 'local t = {} for i = 1, 1e9 do t[i] = ("x"):rep(1000) .. i end'), 'error not enough memory')
  t.equal(result(lua, 'collectgarbage() return select("#", pcall(string.rep, "x", 1e9))'), '2')
  const bytes = lua.memoryBytes()
  lua.pushBytes(lua.main, Buffer.alloc(2 ** 21))
  t.ok(lua.memoryBytes() >= bytes, 'what the host itself pushes has nobody to fail')
  lua.pop(lua.main, 1)
})

testEngine('wasm', 'Lua.status() tells threads apart', (t, lua) => {
  const thread = loaded(lua, 'wait() error("x")', { wait: (running) => lua.yieldValues(running, 0) })
  const states = [lua.status(thread, lua.main), lua.status(lua.main, lua.main)]
  lua.resume(thread, lua.main, 0)
  states.push(lua.status(thread, lua.main))
  t.equal(lua.resume(thread, lua.main, 0), Resumed.failed)
  t.equal(lua.resumedValues(thread), 1, 'the error alone')
  states.push(lua.status(thread, lua.main), lua.status(lua.newThread(), lua.main))
  t.same(states, ['suspended', 'running', 'suspended', 'dead', 'dead'])
  lua.freeThread(thread)
  lua.freeThread(thread)
  t.pass('a thread may be freed twice')
})

testEngine('wasm', 'Lua.freeThread() gives memory back', (t, lua) => {
  const some = () => {
    for (let i = 0; i < 2000; i++) lua.freeThread(lua.newThread())
    result(lua, 'collectgarbage()')
  }
  some()
  const before = Number(result(lua, 'return collectgarbage("count")'))
  for (let i = 0; i < 5; i++) some()
  const after = Number(result(lua, 'return collectgarbage("count")'))
  t.ok(after < before + 10, `${before} kB, then ${after}`)
  t.throws(() => lua.reserve(lua.main, 2_000_000), LuaError)
})

t.test('wasmLua() gives each state a memory of its own', async (t) => {
  const [one, other] = [await wasmLua(), await wasmLua()]
  result(one, 'shared = 1')
  t.equal(result(other, 'return shared'), 'nil')
  t.equal(result(one, 'return select(2, pcall(error, "one", 0))'), 'one')
  one.close()
  t.equal(result(other, 'return select(2, pcall(error, "other", 0))'), 'other', 'it outlives the other')
  other.close()
})
