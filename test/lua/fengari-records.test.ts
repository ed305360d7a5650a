import { Resumed } from '../../template/lua-ts/lua/engine.ts'
import type { RecordShape } from '../../template/lua-ts/lua/records.ts'
import { testEngine } from '../support/engine-test.ts'
import { packed } from '../support/packed.ts'

const shapeOf = (keys: readonly string[]): RecordShape => ({ keys, floats: keys.map(() => false), null: undefined })

testEngine('fengari', 'FengariRecords keeps rows and fields in their order', (t, lua) => {
  lua.load(lua.main, Buffer.from('local out = {} for i, row in pairs((...)) do for k, v in pairs(row) do out[#out + 1] = i .. k .. v end end return table.concat(out, " ")'), '=order')
  lua.pushTable(lua.main)
  lua.setRecords(lua.main, 1, shapeOf(['z', 'a']), [[1, 2], [3, 4]])
  lua.call(lua.main, 1, 1)
  t.equal(lua.toText(lua.main, -1), '1z1 1a2 2z3 2a4')
  lua.pop(lua.main, 1)
})

testEngine('fengari', 'FengariRecords keeps nothing of rows that had no memory', (t, lua) => {
  const shape = { ...shapeOf(['text', 'long']), null: undefined }
  const thread = lua.newThread()
  lua.limitStrings(1000)
  lua.pushFunction(thread, (inner) => {
    lua.pushTable(inner)
    lua.setRecords(inner, 1, shape, packed([['first', 'x'.repeat(2000)]], []))
    return 1
  })
  t.equal(lua.resume(thread, lua.main, 0), Resumed.failed)
  lua.limitStrings(Infinity)
  lua.freeThread(thread)
  lua.load(lua.main, Buffer.from('return (...)[1].text'), '=text')
  lua.pushTable(lua.main)
  // A text that stands where the other stood, with its bytes before it.
  lua.setRecords(lua.main, 1, shape, packed([['again', null]], []))
  lua.call(lua.main, 1, 1)
  t.equal(lua.toText(lua.main, -1), 'again')
  lua.pop(lua.main, 1)
})
