import t from 'tap'
import { uuidV7 } from '../../template/lua-ts/modules/uuid.ts'
import { engines } from '../support/lua-function.ts'
import { luaResults } from './lua-results.ts'

t.test('uuidV7() begins with the time and sorts in the order of making', async (t) => {
  let now = 0x017f22e279b0
  const next = uuidV7(() => now)
  const ids = Array.from({ length: 10_000 }, next)
  t.same(ids.filter((id) => !/^017f22e2-79[\da-f]{2}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/.test(id)), [])
  t.same([...ids].sort(), ids)
  t.equal(new Set(ids).size, ids.length)
  now -= 1000
  t.ok(next() > ids.at(-1)!, 'a clock that is set back changes nothing')
  now += 100_000
  t.match(next(), /^017f22e3-fc68-/)
})

for (const engine of engines) {
  t.test(`uuid makes versions 4 and 7 with ${engine}`, async (t) => {
    const [v4, v7, differ, sorted] = (await luaResults(t, `
local uuid = require "uuid"
local a, b = uuid.v7(), uuid.v7()
return { uuid.v4(), a, uuid.v4() ~= uuid.v4(), a < b }`, { engine })) as [string, string, boolean, boolean]
    t.match(v4, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    t.match(v7, /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    t.ok(Math.abs(Number.parseInt(v7.slice(0, 8) + v7.slice(9, 13), 16) - Date.now()) < 60_000)
    t.same([differ, sorted], [true, true])
  })
}
