import t from 'tap'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { functionModule, luaFace, methodsMetatable } from '../../template/lua-ts/modules/lua-face.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  t.test(`luaFace() runs the source once and lends it functions with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    let calls = 0
    const load = luaFace(lua, 'face', Buffer.from('local host = ... host.count() return { answer = function() return 42 end }'), {
      count: () => {
        calls += 1
        return 0
      },
    })
    t.equal(calls, 0, 'not before it is required')
    const thread = lua.newThread()
    t.same([load(thread), load(thread)], [1, 1])
    t.equal(calls, 1)
    t.ok(lua.rawEqual(thread, -1, -2), 'the same module each time')
    lua.getField(thread, -1, 'answer')
    lua.call(thread, 0, 1)
    t.equal(lua.toNumber(thread, -1), 42)
  })

  t.test(`luaFace() lends what tests put in place of its functions with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const testing = {
      keeps: () => {},
      skippedMs: () => 0,
      lend: (thread: Parameters<typeof lua.pushNumber>[0], module: string) => {
        t.equal(module, 'face')
        lua.pop(thread, 1)
        lua.pushText(thread, 'in its place')
      },
    }
    const thread = lua.newThread()
    luaFace(lua, 'face', Buffer.from('return (...)'), {}, testing)(thread)
    t.equal(lua.toText(thread, -1), 'in its place')
  })

  t.test(`functionModule() and methodsMetatable() hold host functions with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const one = (thread: Parameters<typeof lua.pushNumber>[0]) => {
      lua.pushNumber(thread, 1)
      return 1
    }
    const thread = lua.newThread()
    const load = functionModule(lua, { one })
    load(thread)
    load(thread)
    t.ok(lua.rawEqual(thread, -1, -2))
    lua.pushTable(thread)
    lua.pushRef(thread, methodsMetatable(lua, { one }))
    lua.setMetatable(thread, -2)
    lua.getField(thread, -1, 'one')
    lua.call(thread, 0, 1)
    t.equal(lua.toNumber(thread, -1), 1)
  })
}
