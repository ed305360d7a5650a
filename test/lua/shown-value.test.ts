import t from 'tap'
import { Resumed } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { Scheduler } from '../../template/lua-ts/lua/scheduler.ts'
import { shownValue } from '../../template/lua-ts/lua/shown-value.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`shownValue() shows error values of failed threads on ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const scheduler = new Scheduler({ lua, sliceMs: 10, beat: { begin: () => {}, end: () => {} }, sliced: () => {} })
    const shown = (raised: string): string => {
      const thread = lua.newThread()
      lua.load(thread, Buffer.from(`error(${raised}, 0)`), '=chunk')
      t.equal(lua.resume(thread, lua.main, 0), Resumed.failed)
      const top = lua.top(thread)
      const text = shownValue(lua, scheduler, thread, -1)
      t.equal(lua.top(thread), top, 'the stack is as it was')
      lua.freeThread(thread)
      return text
    }
    t.equal(shown('"text"'), 'text')
    t.equal(shown('nil'), 'nil')
    t.equal(shown('12'), '12')
    t.match(shown('{}'), /^table: 0x/)
    t.equal(shown('setmetatable({}, { __tostring = function() return "shown" end })'), 'shown')
    t.equal(shown('setmetatable({}, { __tostring = function() error("again") end })'), 'a table whose __tostring failed')
    t.equal(shown('setmetatable({}, { __tostring = function() coroutine.yield() end })'), 'a table whose __tostring failed')
    t.equal(shown('setmetatable({}, { __tostring = function() return {} end })'), 'a table whose __tostring failed')
    t.equal(shown('setmetatable({}, { __tostring = function() while true do pcall(error) end end })'), 'a table whose __tostring failed')
  })
}
