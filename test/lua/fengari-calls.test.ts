import t from 'tap'
import type { HostFunction, Thread } from '../../template/lua-ts/lua/engine.ts'
import { fengariLua } from '../../template/lua-ts/lua/fengari.ts'
import { FengariCalls } from '../../template/lua-ts/lua/fengari-calls.ts'
import { fengariModules, state } from '../../template/lua-ts/lua/fengari-modules.ts'
import { hostFunctionTests } from '../support/host-function-tests.ts'

hostFunctionTests('fengari')

t.test('FengariCalls lets fengari\'s own jumps, which are no errors, go on', async (t) => {
  const lua = await fengariLua()
  t.teardown(() => lua.close())
  const calls = new FengariCalls(lua, await fengariModules())
  const jump = { status: 1 }
  const jumps: HostFunction = () => { throw jump }
  const caught = (work: () => unknown): unknown => {
    try {
      return work()
    } catch (error) {
      return error
    }
  }
  const main = state(lua.main)
  t.equal(caught(() => calls.native(jumps)(main)), jump)
  t.equal(caught(() => calls.resumed(main, 1, jumps)), jump)
  t.equal(caught(() => calls.hook(jumps as (thread: Thread) => void)(main)), jump)
  t.equal(lua.top(lua.main), 0)
})
