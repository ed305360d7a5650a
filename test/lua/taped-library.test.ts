import type { HostFunction } from '../../template/lua-ts/lua/engine.ts'
import { tapeDice } from '../../template/lua-ts/lua/taped-library.ts'
import { noTapes } from '../../template/lua-ts/lua/tapes.ts'
import type { Tapes } from '../../template/lua-ts/lua/tapes.ts'
import { loaded, testEngine } from '../support/engine-test.ts'
import { engines } from '../support/lua-function.ts'

for (const engine of engines) {
  testEngine(engine, 'tapeDice() lets math.random and math.randomseed pass a tape and changes nothing else', (t, lua) => {
    const asked: string[] = []
    const taped: Tapes['taped'] = (module, functions, kind) => {
      const entries = Object.entries(functions).map(([name, fn]) => {
        const asking: HostFunction = (thread) => {
          asked.push(`${module}.${name} ${kind}`)
          return fn(thread)
        }
        return [name, asking] as const
      })
      return Object.fromEntries(entries) as typeof functions
    }
    tapeDice(lua, { ...noTapes, taped })
    const thread = loaded(lua, `
      math.randomseed(42)
      local a, b, c = math.random(), math.random(6), math.random(10, 12)
      math.randomseed(42)
      return a == math.random() and a >= 0 and a < 1, math.type(b) == "integer" and b >= 1 and b <= 6, c >= 10 and c <= 12, pcall(math.random, 2, 1)`)
    lua.call(thread, 0, 5)
    t.same([1, 2, 3, 4].map((i) => lua.toBoolean(thread, i)), [true, true, true, false])
    t.match(lua.toText(thread, 5), 'interval is empty')
    t.equal(asked.length, 7)
    t.same(new Set(asked), new Set(['math.randomseed native', 'math.random native']))
    lua.freeThread(thread)
  })
}
