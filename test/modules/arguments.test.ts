import t from 'tap'
import type { HostFunction, Lua } from '../../template/lua-ts/lua/engine.ts'
import { startEngine } from '../../template/lua-ts/lua/engines.ts'
import { argumentError, bytesArgument, gotType, isAbsent, latin1Argument, numberArgument, textArgument } from '../../template/lua-ts/modules/arguments.ts'
import { pushFailure } from '../../template/lua-ts/modules/failure.ts'
import { listAt } from '../../template/lua-ts/modules/list-arguments.ts'
import { engines } from '../support/lua-function.ts'

/** What a host function shows of the arguments that a piece of Lua gives it. */
const shownOf = (lua: Lua, call: string, show: (t: Parameters<HostFunction>[0]) => string): string => {
  const thread = lua.newThread()
  lua.load(thread, Buffer.from(`local f = ... local _, text = pcall(f, ${call}) return text`), '=code')
  lua.pushFunction(thread, (t) => {
    lua.pushText(t, show(t))
    return 1
  })
  lua.resume(thread, lua.main, 1)
  return lua.toText(thread, -1) ?? ''
}

for (const engine of engines) {
  t.test(`arguments are read as Lua's library does with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    t.equal(shownOf(lua, '"ü"', (thread) => textArgument(lua, thread, 1, 'f')), 'ü')
    t.equal(shownOf(lua, '"ü"', (thread) => latin1Argument(lua, thread, 1, 'f')), 'Ã¼')
    t.equal(shownOf(lua, '12', (thread) => textArgument(lua, thread, 1, 'f')), '12')
    t.equal(shownOf(lua, '"\\0\\255"', (thread) => bytesArgument(lua, thread, 1, 'f').toString('hex')), '00ff')
    t.equal(shownOf(lua, '"0x10"', (thread) => String(numberArgument(lua, thread, 1, 'f'))), '16')
    t.match(shownOf(lua, '{}', (thread) => textArgument(lua, thread, 1, 'f')), "bad argument #1 to 'f' (string expected, got table)")
    t.match(shownOf(lua, '1', (thread) => bytesArgument(lua, thread, 2, 'f').toString()), "bad argument #2 to 'f' (string expected, got no value)")
    t.match(shownOf(lua, '"x"', (thread) => String(numberArgument(lua, thread, 1, 'f'))), "bad argument #1 to 'f' (number expected, got string)")
    t.equal(shownOf(lua, '1, nil', (thread) => [1, 2, 3].map((index) => `${isAbsent(lua, thread, index)} ${gotType(lua, thread, index)}`).join()), 'false number,true nil,true no value')
    t.equal(argumentError(3, 'g', 'why').message, "bad argument #3 to 'g' (why)")
  })

  t.test(`listAt() reads a list of texts with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    t.equal(shownOf(lua, '{ "a", 2, "ü" }', (thread) => listAt(lua, thread, 1, 'f').join()), 'a,2,ü')
    t.match(shownOf(lua, '"a"', (thread) => listAt(lua, thread, 1, 'f').join()), "bad argument #1 to 'f' (list expected, got string)")
    t.match(shownOf(lua, '{ true }', (thread) => listAt(lua, thread, 1, 'f').join()), 'list of strings or numbers expected, got one with a boolean')
  })

  t.test(`pushFailure() leaves nil and why with ${engine}`, async (t) => {
    const lua = await startEngine(engine)
    t.teardown(() => lua.close())
    const thread = lua.newThread()
    t.equal(pushFailure(lua, thread, 'no ü'), 2)
    t.same([lua.type(thread, 1), lua.toText(thread, 2), lua.top(thread)], [0, 'no ü', 2])
  })
}
